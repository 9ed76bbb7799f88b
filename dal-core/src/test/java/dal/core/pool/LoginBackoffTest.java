package dal.core.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dal.core.pool.LoginBackoff.Refusal;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoginBackoffTest {

    private static final long NOW = 1_000_000;

    private double random = 0.5;
    private final LoginBackoff backoff = new LoginBackoff(() -> random);

    private @Nullable Duration pause(String sqlState) {
        SQLException error = new SQLException("no", sqlState);
        Refusal refusal = backoff.failed(error, NOW);
        if (refusal == null) {
            return null;
        }
        assertThat((Throwable) refusal.error()).isSameAs(error);
        return Duration.ofNanos(refusal.until() - NOW);
    }

    private List<Duration> pauses(String sqlState, int refusals) {
        List<Duration> pauses = new ArrayList<>();
        for (int i = 0; i < refusals; i++) {
            pauses.add(pause(sqlState));
        }
        return pauses;
    }

    @ParameterizedTest
    @ValueSource(strings = {"28P01", "28000", "3D000", "42501", "08004"})
    void eachRefusalDoublesThePauseUpToALimit(String sqlState) {
        assertThat(pauses(sqlState, 8))
                .containsExactly(
                        Duration.ofMillis(250),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(4),
                        Duration.ofSeconds(8),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(10));
    }

    @ParameterizedTest
    @ValueSource(strings = {"53300", "08P01"})
    void oneThatHasNoRoomOrAPoolerThatDoesNotSayWhyIsAskedMoreOften(String sqlState) {
        assertThat(pauses(sqlState, 4))
                .containsExactly(
                        Duration.ofMillis(250), Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(1));
    }

    @Test
    void aPauseIsAFifthShorterOrLongerAtMost() {
        random = 0;
        assertThat(pause("28P01")).isEqualTo(Duration.ofMillis(200));
        backoff.reset();
        random = 1;
        assertThat(pause("28P01")).isEqualTo(Duration.ofMillis(300));
    }

    @Test
    void whatIsNoRefusalHasNoPauseAndEndsTheDoubling() {
        assertThat(pauses("28P01", 3)).last().isEqualTo(Duration.ofSeconds(1));
        assertThat(pause("08001")).isNull();
        assertThat(backoff.failed(new SQLException("no"), NOW)).isNull();
        assertThat(pause("28P01")).isEqualTo(LoginBackoff.FIRST);
    }

    @Test
    void beingLetInEndsTheDoubling() {
        assertThat(pauses("28P01", 3)).last().isEqualTo(Duration.ofSeconds(1));
        backoff.reset();
        assertThat(pause("28P01")).isEqualTo(LoginBackoff.FIRST);
    }
}
