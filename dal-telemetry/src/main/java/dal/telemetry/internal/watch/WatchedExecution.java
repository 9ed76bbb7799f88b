package dal.telemetry.internal.watch;

import dal.error.CommitOutcomeUnknownException;
import dal.spi.Execution;
import dal.spi.Outcome;
import dal.telemetry.internal.statement.StatementDescription;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

/** One execution under way, and what the watchers know of it. Used by one thread at a time. */
public final class WatchedExecution {

    private final Execution execution;
    private final StatementDescription description;
    private final @Nullable WatchedExecution parent;
    private @Nullable Context context;
    private @Nullable TransactionOutcome ending;

    WatchedExecution(Execution execution, StatementDescription description, @Nullable WatchedExecution parent) {
        this.execution = execution;
        this.description = description;
        this.parent = parent;
    }

    public Execution execution() {
        return execution;
    }

    public StatementDescription description() {
        return description;
    }

    /** The transaction it runs in, or the statement it is one more attempt of; null where there is neither. */
    public @Nullable WatchedExecution parent() {
        return parent;
    }

    /** The context that holds its span; null where it has none. */
    public @Nullable Context context() {
        return context;
    }

    /** Says which context holds its span. */
    public void spanIn(Context spanContext) {
        this.context = spanContext;
    }

    /** Its own span, that of its parent, or the one that is current: where it is seen in a trace. */
    public Span nearestSpan() {
        if (context != null) {
            return Span.fromContext(context);
        }
        return parent != null && parent.context != null ? Span.fromContext(parent.context) : Span.current();
    }

    /** How this transaction ended. */
    public TransactionOutcome transactionOutcome(Outcome outcome) {
        if (outcome.error() instanceof CommitOutcomeUnknownException) {
            return TransactionOutcome.UNKNOWN;
        }
        if (ending != null) {
            return ending;
        }
        return outcome.error() == null ? TransactionOutcome.EMPTY : TransactionOutcome.ROLLED_BACK;
    }

    /** Lets the transaction know what became of its COMMIT or ROLLBACK. */
    void tellTransaction(Outcome outcome) {
        if (parent == null) {
            return;
        }
        switch (execution.kind()) {
            case COMMIT ->
                parent.ending = outcome.error() == null
                        ? TransactionOutcome.COMMITTED
                        : outcome.error() instanceof CommitOutcomeUnknownException
                                ? TransactionOutcome.UNKNOWN
                                : TransactionOutcome.ROLLED_BACK;
            case ROLLBACK -> parent.rolledBack();
            case STATEMENT, BATCH, RERUN, HEDGE, CONNECTION, TRANSACTION -> {}
        }
    }

    /** A rollback that follows a commit of unknown outcome does not make it known. */
    private void rolledBack() {
        if (ending == null) {
            ending = TransactionOutcome.ROLLED_BACK;
        }
    }
}
