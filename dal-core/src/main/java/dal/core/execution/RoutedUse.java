package dal.core.execution;

import dal.cluster.NodeName;
import dal.cluster.Role;
import dal.core.connection.Elsewhere;
import dal.core.connection.TenantConnection;
import dal.core.execution.Observers.Observation;
import dal.core.failure.SqlFailures;
import dal.error.ConnectionLostException;
import dal.error.DatabaseException;
import dal.error.NodeUnavailableException;
import dal.spi.Execution;
import dal.spi.RouteDecision;
import dal.spi.RouteRequest.Intent;
import dal.spi.Router;
import dal.spi.Router.NodeOutcome;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * One statement's use of connections of its own, each by itself: where its node fails it and it may be repeated, another's.
 *
 * <p>A read may: it changes nothing, and nobody has seen a row of it before its execution is over. It moves on when the connection is lost, when the server goes
 * down, when recovery on the replica gets in its way, and when the node is not what it asks for: a replica that has not replayed enough, or not the schema of its
 * tenant, a primary that is none. A write may move only where the node turns out not to be the primary any more: it was refused then, and nothing of it took
 * effect.
 */
public final class RoutedUse extends StatementUse implements Elsewhere {

    /** admin_shutdown: of the whole server, or of one session. */
    private static final String SHUTTING_DOWN = "57P01";

    /** A second answer that has to wait for its connection comes too late. */
    private static final Duration HEDGE_WAIT = Duration.ofMillis(20);

    private final Borrowing borrowing;
    private final ClassRuntime tenantClass;
    private final Placement placement;
    private final Itinerary itinerary;
    private volatile @Nullable Map<TenantConnection, Racing> racing;
    private boolean given;

    private RoutedUse(
            Borrowing borrowing,
            ClassRuntime tenantClass,
            Placement placement,
            Borrowed borrowed,
            Itinerary itinerary) {
        super(borrowed, placement.observation(), true);
        this.borrowing = borrowing;
        this.tenantClass = tenantClass;
        this.placement = placement;
        this.itinerary = itinerary;
        connection().repeats(this);
    }

    /**
     * Places a statement.
     *
     * @param itinerary is told when its last connection has gone back; not if this throws
     */
    static RoutedUse of(Borrowing borrowing, ClassRuntime tenantClass, Placement placement, Itinerary itinerary) {
        return new RoutedUse(borrowing, tenantClass, placement, placement.begin(), itinerary);
    }

    // --- where it failed ---

    @Override
    public @Nullable TenantConnection after(SQLException failure) {
        Borrowed failed = borrowed();
        if (given || failed.wasCancelled() || Thread.currentThread().isInterrupted()) {
            return null;
        }
        DatabaseException told = mayMove(failed, failure);
        if (told == null) {
            return null;
        }
        countIfItBroke(failed, told);
        Trouble trouble = placement.trouble();
        if (!trouble.maySendAgain()) {
            if (trouble.mayBreakConnections()) {
                decided(trouble.givenUp(told, failed.context()));
            }
            return null;
        }
        failed.giveBack();
        placement.failed(failed.use().node(), told);
        try {
            moveTo(placement.borrow());
        } catch (DatabaseException e) {
            // It has what was told before among its suppressed ones.
            decided(e);
            return null;
        }
        connection().repeats(this);
        return connection();
    }

    /** What the failure means if the statement may be repeated elsewhere; null if it may not. */
    private @Nullable DatabaseException mayMove(Borrowed failed, SQLException failure) {
        String state = SqlFailures.sqlState(failure);
        if (failed.mayDenyThePrimary(state)) {
            // It may be the statement's own: the node was asked, and is another's by now if the error says so.
            return translated(failed, failure) instanceof NodeUnavailableException refused ? refused : null;
        }
        boolean mayMove = placement.work().intent() == Intent.READ && isItsNodes(failed, state, failure);
        return mayMove ? translated(failed, failure) : null;
    }

    /** Whether a read failed because of where it was sent. */
    private static boolean isItsNodes(Borrowed failed, @Nullable String state, SQLException failure) {
        return SqlFailures.losesConnection(state)
                || (failed.use().role() == Role.REPLICA && SqlFailures.conflictsWithRecovery(state))
                || failed.isBehind(state)
                // One made a moment ago has not come to this replica yet.
                || (failed.use().role() == Role.REPLICA && failed.lacksSchema(failure));
    }

    /**
     * Counts a connection that broke under the statement. Not one that this library aborted, since its node was out of sight; nor one that a server ended which goes
     * down: such a server no longer answers its monitor, while one that was told to end this session alone does.
     */
    private void countIfItBroke(Borrowed failed, DatabaseException told) {
        NodeName node = failed.use().node();
        boolean broke = told instanceof ConnectionLostException
                && !failed.wasAborted()
                && (!SHUTTING_DOWN.equals(told.sqlState())
                        || borrowing.probe().answers(tenantClass.config().cluster(), node));
        if (broke) {
            placement.trouble().brokeOn(node);
        }
    }

    // --- where it takes long ---

    @Override
    public boolean isItsOwn(SQLException failure) {
        return !isItsNodes(borrowed(), SqlFailures.sqlState(failure), failure);
    }

    @Override
    public long patience() {
        if (placement.work().intent() != Intent.READ || borrowed().use().role() != Role.REPLICA) {
            return Router.NO_HEDGING;
        }
        return borrowing.routes().router().hedgeDelay(tenantClass.config().cluster());
    }

    @Override
    public void awaited(long nanos, boolean answered) {
        borrowing.routes().router().awaited(tenantClass.config().cluster(), nanos, answered);
    }

    @Override
    public void run(Runnable reading) {
        borrowing.racers().execute(reading);
    }

    @Override
    public void ask(Runnable work) {
        Thread.ofVirtual().name("dal-hedge").start(work);
    }

    @Override
    public @Nullable TenantConnection second() {
        RouteDecision decision = borrowing
                .routes()
                .router()
                .route(placement.hedge(borrowed().use().node()));
        if (!(decision instanceof RouteDecision.Use use)) {
            return null;
        }
        NodeReport report = borrowing.report(tenantClass);
        Observation observed = observeHedge(use, report);
        try {
            Borrowed other = borrowing.borrow(
                    placement.principal(),
                    tenantClass,
                    placement.work(),
                    use,
                    placement.settings(),
                    borrowed().freshness(),
                    report,
                    observed,
                    new Wait(HEDGE_WAIT, borrowed().age()),
                    placement.whose(),
                    false);
            racing().put(other.connection(), new Racing(other, observed));
            return other.connection();
        } catch (RuntimeException | Error e) {
            if (observed != null) {
                observed.finish(-1, e);
            }
            throw e;
        }
    }

    private @Nullable Observation observeHedge(RouteDecision.Use use, NodeReport report) {
        Observation parent = placement.observation();
        if (parent == null) {
            return null;
        }
        try {
            return borrowing
                    .watching()
                    .started(
                            Execution.Kind.HEDGE, placement.principal(), tenantClass, use, placement.work(), 1, parent);
        } catch (RuntimeException | Error e) {
            report.completed(use, NodeOutcome.NOT_USED, 0);
            throw e;
        }
    }

    @Override
    public void settle(TenantConnection winner, TenantConnection loser, @Nullable Throwable failure, boolean running) {
        Racing second = racing().remove(winner);
        if (second != null) {
            racing().put(loser, new Racing(borrowed(), null));
            moveTo(second.borrowed);
            connection().repeats(this);
            second.finish(null);
            if (placement.observation() != null) {
                placement.observation().answeredBy(second.borrowed.use().node());
            }
        }
        Racing lost = Objects.requireNonNull(racing().get(loser), "loser");
        lost.borrowed.leaveToAnother();
        if (running) {
            lost.borrowed.beaten();
            // Off this thread, which has its answer.
            Thread.ofVirtual().name("dal-cancel").start(lost.borrowed::cancel);
        } else if (failure instanceof SQLException sql) {
            DatabaseException told = mayMove(lost.borrowed, sql);
            if (told != null) {
                countIfItBroke(lost.borrowed, told);
                placement.trouble().exclude(lost.borrowed.use().node());
            }
            lost.finish(told == null ? translated(lost.borrowed, sql) : told);
        }
    }

    @Override
    public void release(TenantConnection loser) {
        Racing lost = racing().remove(loser);
        if (lost != null) {
            lost.borrowed.giveBack();
            lost.finish(null);
        }
    }

    /** Made for the first second one: most reads have none. */
    private Map<TenantConnection, Racing> racing() {
        Map<TenantConnection, Racing> known = racing;
        if (known != null) {
            return known;
        }
        synchronized (this) {
            known = racing == null ? new ConcurrentHashMap<>() : racing;
            racing = known;
            return known;
        }
    }

    /**
     * One of two that answer the same read, and is not the one in use.
     *
     * @param hedge of the second; null of the first
     */
    private record Racing(Borrowed borrowed, @Nullable Observation hedge) {

        void finish(@Nullable Throwable error) {
            if (hedge != null) {
                hedge.finish(-1, error);
            }
        }
    }

    // --- its end ---

    @Override
    protected void failed(DatabaseException error) {
        placement.failedForGood(error);
    }

    @Override
    public void giveBack() {
        if (given) {
            return;
        }
        given = true;
        try {
            borrowed().giveBack();
        } finally {
            itinerary.left(this);
        }
    }

    @Override
    public void end(long rows, @Nullable Throwable error) {
        placement.endRerun(error);
        super.end(rows, error);
    }
}
