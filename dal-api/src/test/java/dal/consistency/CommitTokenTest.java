package dal.consistency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dal.cluster.ClusterName;
import dal.error.ErrorCode;
import dal.error.InvalidTokenException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommitTokenTest {

    private static final ClusterName MAIN = ClusterName.of("main");

    @Test
    void readsWhatItWrote() {
        Random random = new Random(20_260_101);
        for (int i = 0; i < 1_000; i++) {
            CommitToken token = new CommitToken(
                    ClusterName.of("eu-west_" + random.nextInt(100)),
                    new LogPosition(1 + random.nextInt(Integer.MAX_VALUE), random.nextLong()));
            assertThat(CommitToken.parse(token.toString())).isEqualTo(token);
        }
        assertThat(CommitToken.parse(CommitToken.origin(MAIN).toString())).isEqualTo(CommitToken.origin(MAIN));
    }

    @Test
    void itsTextIsSafeInAHeaderACookieAndAUrl() {
        CommitToken token = new CommitToken(MAIN, new LogPosition(3, -1));

        assertThat(token.toString()).matches("[A-Za-z0-9._-]+").isEqualTo("1.main.3.ffffffffffffffff");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "main",
                "1.main.1",
                "1.main.1.ff.0",
                "2.main.1.ff",
                "1.Main.1.ff",
                "1..1.ff",
                "1.main.x.ff",
                "1.main.1.xyz",
                "1.main.-1.ff",
                "1.main.0.ff",
                "1.main.1.",
                "1.main.1.11112222333344445",
                "1.main.99999999999.ff",
                "1.main.1.-1",
                " 1.main.1.ff",
                "1.main.1.ff\n",
                "1.main.1.ff; drop table t"
            })
    void refusesWhatIsNoToken(String text) {
        assertThatThrownBy(() -> CommitToken.parse(text)).isInstanceOfSatisfying(InvalidTokenException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.INVALID_TOKEN);
            assertThat(e.getMessage()).contains("not a commit token").doesNotContain("drop");
        });
    }

    @Test
    void theLaterOfTwoIsKept() {
        CommitToken early = new CommitToken(MAIN, new LogPosition(1, 9));
        CommitToken late = new CommitToken(MAIN, new LogPosition(2, 1));

        assertThat(early.max(late)).isEqualTo(late);
        assertThat(late.max(early)).isEqualTo(late);
        assertThat(early.max(early)).isEqualTo(early);
        assertThat(CommitToken.origin(MAIN).max(early)).isEqualTo(early);
    }

    @Test
    void aTokenOfAnotherClusterCannotBeCompared() {
        CommitToken foreign = CommitToken.origin(ClusterName.of("other"));

        assertThatThrownBy(() -> CommitToken.origin(MAIN).max(foreign))
                .isInstanceOf(InvalidTokenException.class)
                .hasMessageContainingAll("'other'", "'main'");
    }
}
