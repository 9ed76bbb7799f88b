package dal.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ShutdownReaderTest {

    private static final String DATABASE = "clusters.main.primary = \"postgresql://app@localhost/shop\"";

    @Test
    void readsWhatAFileSays() {
        DataAccessConfig config = Reading.file("dal { drain-timeout = 30s, " + DATABASE
                + ", shutdown { readiness-lead = 5s, queued-work = refuse }, leaks { after = 90s, reclaim = true } }");

        assertThat(config.shutdown())
                .isEqualTo(new ShutdownConfig(Duration.ofSeconds(30), Duration.ofSeconds(5), QueuedWork.REFUSE));
        assertThat(config.leaks()).isEqualTo(new LeakConfig(Duration.ofSeconds(90), true));
    }

    @Test
    void defaultsToTwentySecondsWithoutALeadAndLetsQueuedWorkProceed() {
        assertThat(ShutdownConfig.DEFAULT)
                .isEqualTo(new ShutdownConfig(Duration.ofSeconds(20), Duration.ZERO, QueuedWork.PROCEED));
        assertThat(LeakConfig.DEFAULT).isEqualTo(new LeakConfig(Duration.ofMinutes(1), false));
    }

    @Test
    void aLeadThatLeavesNoTimeIsAFault() {
        assertThat(Reading.thrown(
                                "dal { drain-timeout = 5s, " + DATABASE
                                        + ", shutdown { readiness-lead = 5s, queued-work = maybe } }",
                                Map.of())
                        .faults())
                .anySatisfy(fault -> assertThat(fault)
                        .contains("shutdown.readiness-lead")
                        .contains("has to be shorter than drain-timeout"))
                .contains("shutdown.queued-work: expected proceed or refuse, not 'maybe'");
    }

    @Test
    void codeIsHeldToTheSame() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ShutdownConfig(Duration.ofSeconds(-1), Duration.ZERO, QueuedWork.PROCEED));
        assertThatIllegalArgumentException().isThrownBy(() -> new LeakConfig(Duration.ofSeconds(-1), false));
    }
}
