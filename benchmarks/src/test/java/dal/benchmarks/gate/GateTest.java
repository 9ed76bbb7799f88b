package dal.benchmarks.gate;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GateTest {

    private static final Recorded BEFORE = new Recorded(Map.of("read.p50", 1.0, "read.bytes", 1.2), 0.4, 0.15);

    @TempDir
    private Path folder;

    @Test
    void saysWhatIsWorseThanItWasWhileItWritesItDown() throws Exception {
        Map<String, Double> measured = Map.of("read.p50", 1.5, "read.bytes", 1.2);
        Path file = folder.resolve("recorded.conf");
        assertThat(Gate.written(BEFORE, measured, file)).hasToString("regressions=1");
        assertThat(Recorded.of(ConfigFactory.parseFile(file.toFile()))).isEqualTo(BEFORE.with(measured));
    }

    @Test
    void findsNothingWorseWhereAllIsAsItWas() throws Exception {
        assertThat(Gate.written(BEFORE, BEFORE.ratios(), folder.resolve("recorded.conf")))
                .hasToString("regressions=0");
    }
}
