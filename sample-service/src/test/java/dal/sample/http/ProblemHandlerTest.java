package dal.sample.http;

import static org.assertj.core.api.Assertions.assertThat;

import dal.error.ErrorContext;
import dal.error.PoolExhaustedException;
import dal.error.PoolExhaustedException.Reason;
import dal.error.ShuttingDownException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProblemHandlerTest {

    @Test
    void whoeverWasRefusedByAPoolIsToldWhenItExpectsToServe() {
        assertThat(retryAfter(Duration.ofSeconds(7))).isEqualTo(Duration.ofSeconds(7));
        assertThat(retryAfter(Duration.ofMillis(2_001))).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void nobodyIsToldToComeBackAtOnce() {
        assertThat(retryAfter(Duration.ZERO)).isEqualTo(Duration.ofSeconds(1));
        assertThat(retryAfter(Duration.ofMillis(50))).isEqualTo(Duration.ofSeconds(1));
        assertThat(ProblemHandler.retryAfter(new ShuttingDownException("closing", ErrorContext.NONE, null)))
                .isEqualTo(Duration.ofSeconds(1));
    }

    private static Duration retryAfter(Duration told) {
        return ProblemHandler.retryAfter(
                new PoolExhaustedException(Reason.SHED, told, "busy", ErrorContext.NONE, null));
    }
}
