package dal.benchmarks.gate;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RecordedTest {

    private static final Recorded RECORDED =
            new Recorded(Map.of("read.p50", 1.0, "read.bytes", 1.2, "write.p50-atomic", 0.4), 0.4, 0.15);

    @Test
    void passesWhatIsAsItWas() {
        assertThat(RECORDED.exceededBy(RECORDED.ratios())).isEmpty();
    }

    @Test
    void passesWhatIsWorseByLessThanItsTolerance() {
        assertThat(RECORDED.exceededBy(Map.of("read.p50", 1.39, "read.bytes", 1.37)))
                .isEmpty();
    }

    @Test
    void findsATimeThatIsWorse() {
        assertThat(RECORDED.exceededBy(Map.of("read.p50", 1.0, "write.p50-atomic", 0.57)))
                .containsExactly("write.p50-atomic");
    }

    @Test
    void allowsBytesLessThanTimes() {
        assertThat(RECORDED.exceededBy(Map.of("read.bytes", 1.2 * 1.2, "read.p50", 1.2)))
                .containsExactly("read.bytes");
    }

    @Test
    void doesNotForgiveWhatWasNeverRecorded() {
        assertThat(RECORDED.exceededBy(Map.of("read.p50-of-tomorrow", 0.1))).containsExactly("read.p50-of-tomorrow");
    }

    @Test
    void doesNotForgiveWhatCouldNotBeMeasured() {
        assertThat(RECORDED.exceededBy(Map.of("read.p50", Double.NaN))).containsExactly("read.p50");
    }

    @Test
    void readsWhatItWrites() {
        Recorded again = Recorded.of(ConfigFactory.parseString(RECORDED.text()));
        assertThat(again).isEqualTo(RECORDED);
    }

    @Test
    void hasARecordOfEachRatioInItsFile() {
        Recorded kept = Recorded.of(ConfigFactory.parseResources(Gate.class, "recorded.conf"));
        assertThat(kept.ratios())
                .hasSize(9)
                .allSatisfy((key, ratio) -> assertThat(ratio).isPositive());
        assertThat(kept.times()).isPositive();
        assertThat(kept.bytes()).isPositive();
    }
}
