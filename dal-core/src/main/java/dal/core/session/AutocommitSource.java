package dal.core.session;

import dal.RouteHint;
import dal.consistency.Consistency;
import dal.core.execution.Borrowing;
import dal.core.execution.ClassRuntime;
import dal.core.execution.Freshness;
import dal.core.execution.Principal;
import dal.core.execution.StatementSource;
import dal.core.execution.StatementTexts;
import dal.core.execution.StatementUse;
import dal.core.execution.Work;
import dal.core.transaction.AmbientTransactions;
import dal.core.transaction.OpenTransaction;
import dal.spi.Execution.Kind;
import dal.spi.RouteRequest.Intent;
import org.jooq.ExecuteContext;
import org.jooq.ExecuteType;
import org.jspecify.annotations.Nullable;

/**
 * Where the statements of a database's own DSLContext go: into the thread's open transaction if there is one, else each by itself to where it belongs. What is not
 * provably a read goes to the primary.
 */
final class AutocommitSource extends StatementSource {

    private final Borrowing borrowing;
    private final AmbientTransactions ambient;
    private final Principal principal;
    private final Freshness freshness;

    AutocommitSource(Borrowing borrowing, AmbientTransactions ambient, Principal principal, Freshness freshness) {
        this.borrowing = borrowing;
        this.ambient = ambient;
        this.principal = principal;
        this.freshness = freshness;
    }

    @Override
    protected StatementUse open(ExecuteContext context) {
        OpenTransaction open = ambient.current(principal, freshness);
        if (open != null) {
            return open.join(context);
        }
        ClassRuntime tenantClass = borrowing.classOf(principal);
        boolean batch = context.type() == ExecuteType.BATCH;
        boolean provable = borrowing.statements().provablyReads(context);
        RouteHint hint = hint(context);
        boolean read = provable || hint == RouteHint.REPLICA;
        Consistency asked = hint == RouteHint.PRIMARY ? Consistency.strong() : null;
        return borrowing.alone(
                principal,
                tenantClass,
                Work.statement(
                        batch ? Kind.BATCH : Kind.STATEMENT,
                        read ? Intent.READ : Intent.WRITE,
                        read ? freshness.ofRead(tenantClass, asked) : freshness.ofWrite(tenantClass),
                        provable,
                        null,
                        StatementTexts.of(context, borrowing.observers()),
                        context.query()),
                freshness);
    }

    /** A statement's own configuration tells: jOOQ puts another one into the context, which takes its data along. */
    private static @Nullable RouteHint hint(ExecuteContext context) {
        return RouteHint.of(context.configuration());
    }

    @Override
    protected StatementUse openByHand() {
        OpenTransaction open = ambient.current(principal, freshness);
        if (open != null) {
            return open.joinByHand();
        }
        ClassRuntime tenantClass = borrowing.classOf(principal);
        return borrowing.alone(
                principal, tenantClass, Work.byHand(Intent.WRITE, freshness.ofWrite(tenantClass), null), freshness);
    }
}
