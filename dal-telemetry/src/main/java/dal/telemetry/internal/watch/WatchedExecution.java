package dal.telemetry.internal.watch;

import dal.error.CommitOutcomeUnknownException;
import dal.spi.Execution;
import dal.spi.Outcome;
import dal.telemetry.internal.statement.StatementDescription;
import dal.telemetry.internal.statement.StatementDescriptions;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

/** One execution under way, and what the watchers know of it. Used by one thread at a time. */
public final class WatchedExecution {

    private final Execution execution;
    private final StatementDescriptions descriptions;
    private final @Nullable WatchedExecution parent;
    private @Nullable StatementDescription description;
    private @Nullable Span span;
    private boolean entered;
    private @Nullable TransactionOutcome ending;

    WatchedExecution(Execution execution, StatementDescriptions descriptions, @Nullable WatchedExecution parent) {
        this.execution = execution;
        this.descriptions = descriptions;
        this.parent = parent;
    }

    public Execution execution() {
        return execution;
    }

    /** What is told of it; looked up when it is first asked for, which of many it never is. */
    public StatementDescription description() {
        StatementDescription known = description;
        if (known == null) {
            known = descriptions.describe(execution);
            description = known;
        }
        return known;
    }

    /** The transaction it runs in, or the statement it is one more attempt of; null where there is neither. */
    public @Nullable WatchedExecution parent() {
        return parent;
    }

    /** Its span; null where it has none. */
    public @Nullable Span span() {
        return span;
    }

    /** That context with its span, where it has one. Made anew each time: few executions are asked. */
    public Context in(Context context) {
        return span == null ? context : context.with(span);
    }

    /** Says which span is its own. */
    public void spanIs(Span own) {
        this.span = own;
    }

    /** Whether this is the first part of it that starts. */
    public boolean enter() {
        boolean first = !entered;
        entered = true;
        return first;
    }

    /** Its own span, that of its parent, or the one that is current: where it is seen in a trace. */
    public Span nearestSpan() {
        if (span != null) {
            return span;
        }
        return parent != null && parent.span != null ? parent.span : Span.current();
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
