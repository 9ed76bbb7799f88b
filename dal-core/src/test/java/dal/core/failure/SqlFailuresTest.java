package dal.core.failure;

import static org.assertj.core.api.Assertions.assertThat;

import dal.core.failure.FailedWork.Stage;
import dal.error.DatabaseException;
import dal.error.ErrorCode;
import dal.error.ErrorContext;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlFailuresTest {

    private static DatabaseException translated(SQLException failure, Stage stage, boolean cancelled) {
        return SqlFailures.translate(
                failure, new FailedWork("the statement", ErrorContext.NONE, stage, false, cancelled));
    }

    @ParameterizedTest
    @CsvSource({
        "40001, SERIALIZATION_FAILURE",
        "40P01, SERIALIZATION_FAILURE",
        "57014, TIMED_OUT",
        "55P03, TIMED_OUT",
        "25P03, TIMED_OUT",
        "25006, WRITE_ON_READ_ROUTE",
        "25P02, TRANSACTION_ROLLED_BACK",
        "23505, CONSTRAINT_VIOLATED",
        "23P01, CONSTRAINT_VIOLATED",
        "08006, CONNECTION_LOST",
        "57P01, CONNECTION_LOST",
        "57P03, CONNECTION_LOST",
        "42P01, STATEMENT_FAILED",
        "XX000, STATEMENT_FAILED",
    })
    void theSqlStateDecides(String state, ErrorCode code) {
        DatabaseException error = translated(new SQLException("secret", state), Stage.UNCOMMITTED, false);
        assertThat(error.code()).isEqualTo(code);
        assertThat(error.sqlState()).isEqualTo(state);
        assertThat(error).hasMessageNotContaining("secret");
        assertThat(error.getCause()).hasMessageNotContaining("secret");
    }

    @Test
    void aConnectionLostAfterTheCommitWasSentLeavesTheOutcomeUnknown() {
        assertThat(translated(new SQLException("x", "08006"), Stage.COMMIT_SENT, false)
                        .code())
                .isEqualTo(ErrorCode.COMMIT_OUTCOME_UNKNOWN);
        assertThat(translated(new SQLException("x", "23505"), Stage.COMMIT_SENT, false)
                        .code())
                .isEqualTo(ErrorCode.CONSTRAINT_VIOLATED);
    }

    @Test
    void aCommitInDoubtIsOfUnknownOutcomeWhateverCausedTheDoubt() {
        SQLException cancelled = new SQLException("x", "57014");
        for (SQLException doubt : List.of(
                CommitInDoubt.withoutStandby(),
                CommitInDoubt.cancelled(null),
                CommitInDoubt.cancelled(cancelled),
                CommitInDoubt.failedAround(cancelled))) {
            DatabaseException error = translated(doubt, Stage.COMMIT_SENT, true);
            assertThat(error.code()).isEqualTo(ErrorCode.COMMIT_OUTCOME_UNKNOWN);
            assertThat(error.sqlState()).isEqualTo("08007");
        }
    }

    @Test
    void whatTheLibraryCancelledIsNoTimeout() {
        assertThat(translated(new SQLException("x", "57014"), Stage.UNCOMMITTED, true)
                        .code())
                .isEqualTo(ErrorCode.CANCELLED);
    }

    @Test
    void theStateIsFoundThroughCausesAndNextExceptions() {
        SQLException inner = new SQLException("secret", "40001");
        SQLException outer = new SQLException("secret", null, new IllegalStateException(inner));
        assertThat(translated(outer, Stage.UNCOMMITTED, false).code()).isEqualTo(ErrorCode.SERIALIZATION_FAILURE);

        BatchUpdateException batch = new BatchUpdateException("secret", "40001", new int[0]);
        batch.setNextException(new SQLException("secret", "40001"));
        assertThat(translated(batch, Stage.UNCOMMITTED, false).code()).isEqualTo(ErrorCode.SERIALIZATION_FAILURE);
        assertThat(SqlFailures.sqlState(new IllegalStateException(batch))).isEqualTo("40001");
    }

    @Test
    void aChainThatIsACircleEnds() {
        SQLException one = new SQLException("x");
        SQLException two = new SQLException("x", one);
        one.initCause(two);
        assertThat(translated(one, Stage.UNCOMMITTED, false).code()).isEqualTo(ErrorCode.STATEMENT_FAILED);
    }

    @Test
    void withoutAStateThereIsNone() {
        assertThat(SqlFailures.sqlState(new IllegalStateException())).isNull();
        assertThat(SqlFailures.sqlState(null)).isNull();
        assertThat(SqlFailures.losesConnection(null)).isFalse();
    }
}
