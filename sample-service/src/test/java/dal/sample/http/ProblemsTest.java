package dal.sample.http;

import static org.assertj.core.api.Assertions.assertThat;

import dal.consistency.CommitToken;
import dal.error.ConstraintViolatedException;
import dal.error.DatabaseException;
import dal.error.ErrorContext;
import dal.error.InvalidTokenException;
import dal.error.PoolExhaustedException;
import dal.error.ShuttingDownException;
import dal.error.StatementFailedException;
import dal.error.TimedOutException;
import dal.error.UnknownTenantException;
import dal.sample.refusal.RefusedException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProblemsTest {

    private static final String SECRET = "select secret from rows";

    @ParameterizedTest
    @CsvSource({"MISSING,404", "CONFLICT,409", "INVALID,422"})
    void aRefusalSaysItsOwnSentence(RefusedException.Kind kind, int status) {
        Problem problem = Problems.of(new RefusedException(kind, "some-code", "Some sentence."));

        assertThat(problem.status()).isEqualTo(status);
        assertThat(problem.code()).isEqualTo("some-code");
        assertThat(problem.detail()).isEqualTo("Some sentence.");
    }

    @Test
    void aDatabaseErrorGetsTheStatusOfItsKind() {
        assertThat(status(new UnknownTenantException(SECRET, ErrorContext.NONE, null)))
                .isEqualTo(404);
        assertThat(status(new ConstraintViolatedException(SECRET, ErrorContext.NONE, null, null, null)))
                .isEqualTo(409);
        assertThat(status(new PoolExhaustedException(
                        PoolExhaustedException.Reason.WAITED_TOO_LONG,
                        Duration.ofSeconds(1),
                        SECRET,
                        ErrorContext.NONE,
                        null)))
                .isEqualTo(503);
        assertThat(status(new ShuttingDownException(SECRET, ErrorContext.NONE, null)))
                .isEqualTo(503);
        assertThat(status(new TimedOutException(SECRET, ErrorContext.NONE, null)))
                .isEqualTo(504);
        assertThat(status(new StatementFailedException(SECRET, ErrorContext.NONE, null)))
                .isEqualTo(500);
    }

    @Test
    void aTokenThatIsNoneIsTheCallersMistake() {
        InvalidTokenException error = org.assertj.core.api.Assertions.catchThrowableOfType(
                InvalidTokenException.class, () -> CommitToken.parse(SECRET));

        assertThat(Problems.of(error).status()).isEqualTo(400);
        assertThat(Problems.of(error).code()).isEqualTo("invalid-token");
    }

    @Test
    void anErrorNobodyExpectedSaysNothingOfItself() {
        Problem problem = Problems.of(new IllegalStateException(SECRET));

        assertThat(problem.status()).isEqualTo(500);
        assertThat(problem.toString()).doesNotContain(SECRET);
    }

    private static int status(DatabaseException error) {
        Problem problem = Problems.of(error);
        assertThat(problem.toString()).doesNotContain(SECRET);
        return problem.status();
    }
}
