package dal.core.session;

import dal.AtomicResult;
import dal.Database;
import dal.ReadOptions;
import dal.ReadWork;
import dal.core.atomic.AtomicStatements;
import dal.core.execution.Borrowing;
import dal.core.execution.ClassRuntime;
import dal.core.execution.Dsl;
import dal.core.execution.Freshness;
import dal.core.execution.Principal;
import dal.core.execution.Work;
import dal.core.transaction.AmbientTransactions;
import dal.core.transaction.JooqTransactions;
import dal.core.transaction.NoTransactions;
import dal.core.transaction.OpenTransaction;
import dal.core.transaction.Transactions;
import dal.error.ErrorContext;
import dal.spi.RouteDecision;
import dal.spi.RouteRequest.Intent;
import dal.transaction.TransactionOptions;
import dal.transaction.TransactionWork;
import java.lang.ref.WeakReference;
import org.jooq.DSLContext;
import org.jooq.Query;
import org.jspecify.annotations.Nullable;

/** A database over the pools: each call finds its node, its connection and its transaction. */
class RoutedDatabase implements Database {

    private final Parts parts;
    private final Principal principal;
    private final Freshness freshness;

    /** Weak, since jOOQ's configuration is most of what an idle tenant would cost, and is soon made again. */
    private volatile WeakReference<@Nullable Made> dsl = new WeakReference<>(null);

    RoutedDatabase(Parts parts, Principal principal, Freshness freshness) {
        this.parts = parts;
        this.principal = principal;
        this.freshness = freshness;
    }

    @Override
    public final DSLContext dsl() {
        boolean namesNoSchema = parts.borrowing().namesNoSchema(principal);
        Made made = dsl.get();
        if (made == null || made.namesNoSchema() != namesNoSchema) {
            made = make(namesNoSchema);
            dsl = new WeakReference<>(made);
        }
        return made.context();
    }

    private Made make(boolean namesNoSchema) {
        DSLContext context = parts.dsl()
                .context(
                        new AutocommitSource(parts.borrowing(), parts.ambient(), principal, freshness),
                        new JooqTransactions(parts.transactions(), parts.ambient(), principal, freshness),
                        namesNoSchema);
        return new Made(namesNoSchema, context);
    }

    @Override
    public final <T extends @Nullable Object, X extends Exception> T read(ReadOptions options, ReadWork<T, X> work)
            throws X {
        OpenTransaction open = parts.ambient().current(principal, freshness);
        if (open != null) {
            return work.run(open.dsl());
        }
        Borrowing borrowing = parts.borrowing();
        ClassRuntime tenantClass = borrowing.classOf(principal);
        ErrorContext context = principal.context(tenantClass);
        borrowing.enter(tenantClass, context);
        try {
            RouteDecision.Use use = borrowing.route(
                    principal,
                    tenantClass,
                    Work.byHand(Intent.READ, freshness.ofRead(tenantClass, options.consistency()), options.timeout()),
                    freshness,
                    context);
            ReadScope scope = new ReadScope(borrowing, principal, tenantClass, freshness, options, use);
            borrowing.begins(scope);
            try {
                return work.run(parts.dsl().context(scope, NoTransactions.INSTANCE, tenantClass.namesNoSchema()));
            } finally {
                borrowing.ends();
                scope.end();
            }
        } finally {
            borrowing.leave(tenantClass);
        }
    }

    @Override
    public final <T extends @Nullable Object, X extends Exception> T inTransaction(
            TransactionOptions options, TransactionWork<T, X> work) throws X {
        return parts.transactions().run(principal, freshness, options, work);
    }

    @Override
    public final AtomicResult atomic(Query... statements) {
        return parts.atomic().apply(principal, freshness, dsl(), statements);
    }

    /** A DSLContext, and whether it renders schemas. */
    private record Made(boolean namesNoSchema, DSLContext context) {}

    /** What every database works with. */
    record Parts(
            Borrowing borrowing,
            Transactions transactions,
            AmbientTransactions ambient,
            AtomicStatements atomic,
            Dsl dsl) {}
}
