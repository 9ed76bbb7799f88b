package dal.benchmarks.simulation;

import dal.benchmarks.simulation.Branch.Point;
import dal.benchmarks.simulation.Wishes.Wish;
import dal.cluster.NodeName;
import dal.cluster.PoolPurpose;
import dal.consistency.LogPosition;
import dal.spi.RouteDecision.Use;
import dal.spi.RouteRequest;
import dal.spi.RouteRequest.Intent;
import dal.spi.Router.NodeOutcome;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One piece of work on one node: fails with it, is refused by it where it has not replayed what is required, runs again elsewhere, and may have a rival. Not
 * thread-safe.
 */
final class Running {

    private static final long BRIEFLY = TimeUnit.MICROSECONDS.toNanos(500);
    private static final long NEXT_LOOK = TimeUnit.MILLISECONDS.toNanos(20);
    private static final int MOST_ATTEMPTS = 6;

    private final Caller caller;
    private final Wish wish;
    private final RouteRequest request;
    private final Use use;
    private final Server server;
    private final int attempts;
    private final int life;
    private final long begunAt;
    private final long takes;
    private final @Nullable Point committed;
    private @Nullable Running rival;
    private boolean over;

    /**
     * Not begun yet.
     *
     * @param attempts how often the work ran before
     * @param rival what runs for the same on another node; null if nothing does
     */
    Running(
            Caller caller,
            Wish wish,
            RouteRequest request,
            Use use,
            Server server,
            int attempts,
            @Nullable Running rival) {
        this.caller = caller;
        this.wish = wish;
        this.request = request;
        this.use = use;
        this.server = server;
        this.attempts = attempts;
        this.rival = rival;
        this.life = server.life();
        this.begunAt = caller.agenda().now();
        this.takes = (long)
                (server.latency() * (0.5 - 0.5 * Math.log(1 - caller.random().nextDouble())));
        this.committed = wish.limit() == null ? null : caller.referee().committedUntil(wish.limit());
    }

    NodeName node() {
        return use.node();
    }

    /** Whether the node takes it; else it fails in a moment. */
    boolean begin() {
        caller.begins(this);
        boolean taken = server.up() && caller.random().nextDouble() >= server.failing();
        caller.agenda().in(taken ? takes / 2 : BRIEFLY, taken ? this::execute : this::fail);
        return taken;
    }

    boolean mayBeHedged() {
        return wish.intent() == Intent.READ && use.purpose() == PoolPurpose.REPLICA;
    }

    /** Has another node asked too, if it still runs. */
    void hedge() {
        if (over) {
            return;
        }
        RouteRequest second =
                new RouteRequest(Scenario.CLUSTER, Caller.STANDARD, Intent.HEDGE, wish.consistency(), exceptHere());
        if (caller.ask(second) instanceof Use other) {
            rival = new Running(caller, wish, second, other, caller.server(other), MOST_ATTEMPTS, this);
            boolean unused = rival.begin();
        }
    }

    private void execute() {
        if (over) {
            return;
        }
        if (!server.up() || server.life() != life) {
            fail();
        } else if (server.frozen()) {
            caller.agenda().in(NEXT_LOOK, this::execute);
        } else if (wish.intent() == Intent.WRITE) {
            write();
        } else {
            read();
        }
    }

    private void write() {
        end(NodeOutcome.ANSWERED);
        if (server.primary()) {
            long end = server.branch()
                    .commit(caller.agenda().now(), 1 + caller.random().nextInt(1_000));
            caller.wishes().written(new Point(server.branch(), end));
        }
    }

    private void read() {
        LogPosition required = use.required();
        if (required != null && server.replayed() < required.lsn()) {
            end(NodeOutcome.ANSWERED);
            again();
            return;
        }
        if (wish.seen() != null) {
            caller.referee().answered(server, wish.seen(), use, request);
        }
        if (committed != null) {
            caller.referee().answered(server, committed, use, request);
        }
        caller.agenda().in(takes / 2, this::answer);
    }

    private void answer() {
        if (over) {
            return;
        }
        if (!server.up() || server.life() != life) {
            fail();
            return;
        }
        end(NodeOutcome.ANSWERED);
        awaited(true);
        Running other = rival;
        if (other != null && !other.over) {
            other.end(NodeOutcome.NOT_USED);
            other.awaited(false);
        }
    }

    /** The connection breaks. */
    void fail() {
        if (!over) {
            end(NodeOutcome.FAILED);
            again();
        }
    }

    private void end(NodeOutcome outcome) {
        over = true;
        caller.ends(this, outcome, age());
    }

    private void awaited(boolean answered) {
        if (mayBeHedged() && request.intent() != Intent.HEDGE) {
            caller.awaited(age(), answered);
        }
    }

    private long age() {
        return caller.agenda().now() - begunAt;
    }

    private void again() {
        Running other = rival;
        boolean othersRun = other != null && !other.over;
        if (wish.intent() == Intent.READ && attempts < MOST_ATTEMPTS && !othersRun) {
            caller.place(wish, exceptHere(), 0, attempts + 1);
        }
    }

    private Set<NodeName> exceptHere() {
        Set<NodeName> others = new HashSet<>(request.excluded());
        others.add(use.node());
        return others;
    }
}
