package dal.core.transaction;

import dal.core.execution.Borrowed;
import dal.core.failure.FailedWork.Stage;
import dal.error.DatabaseException;
import java.sql.SQLException;
import java.sql.Savepoint;
import org.jspecify.annotations.Nullable;

/** Where parts of a transaction can go back to: its connection, its hooks, and what has failed in it. One round trip a call. Not thread-safe. */
final class Savepoints {

    private final Borrowed borrowed;
    private final TransactionStatements statements;
    private final TransactionFailures failures;
    private final Hooks hooks;

    Savepoints(Borrowed borrowed, TransactionStatements statements, TransactionFailures failures, Hooks hooks) {
        this.borrowed = borrowed;
        this.statements = statements;
        this.failures = failures;
        this.hooks = hooks;
    }

    /** What a part can go back to. */
    record Point(Savepoint savepoint, Hooks.Mark hooks) {}

    Point set() {
        statements.requireMore();
        Savepoint savepoint = sql("the savepoint", () -> borrowed.connection().setSavepoint());
        return new Point(savepoint, hooks.mark());
    }

    void release(Point point) {
        this.<@Nullable Void>sql("the release of a savepoint", () -> {
            borrowed.connection().releaseSavepoint(point.savepoint());
            return null;
        });
    }

    void rollbackTo(Point point) {
        this.<@Nullable Void>sql("the rollback to a savepoint", () -> {
            borrowed.connection().rollback(point.savepoint());
            return null;
        });
        hooks.rollbackTo(point.hooks());
        // What failed after the savepoint is undone: the transaction can go on and commit.
        failures.undo();
    }

    private <T extends @Nullable Object> T sql(String what, SqlCall<T> call) {
        try {
            return call.run();
        } catch (SQLException e) {
            DatabaseException error = borrowed.translate(e, what, Stage.UNCOMMITTED);
            failures.remember(error);
            throw error;
        }
    }

    /** A call of the driver. */
    @FunctionalInterface
    private interface SqlCall<T extends @Nullable Object> {
        T run() throws SQLException;
    }
}
