package dal.routing.topology;

import dal.cluster.Role;
import dal.consistency.LogPosition;
import dal.routing.position.Sample;
import dal.spi.NodeState;
import dal.spi.TopologySnapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Those who wait for a view on which their work may be decided otherwise than on the one they have seen. Thread-safe.
 *
 * <p>While anybody waits, nodes are observed every few milliseconds, and next to none of these observations changes anything for anybody. So a waiter is woken by what it
 * waits for: all of them when a node came, went, was drained or plays another role; else those whose position a replica has reached with this very observation, found by
 * their positions in order. Who waits for a timeline that no node is known to be on is woken, too, once every node was asked since: then none of them is.
 *
 * <p>No wake-up is lost: whoever begins to wait is first compared with the latest view, and from then on with each view published, under one lock.
 */
final class ChangeWaiters {

    private static final class Waiter {

        private final CountDownLatch woken = new CountDownLatch(1);
        private final @Nullable LogPosition position;
        private final long since;

        Waiter(@Nullable LogPosition position, long since) {
            this.position = position;
            this.since = since;
        }
    }

    private final LongSupplier clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Set<Waiter> all = new HashSet<>();
    private final NavigableMap<LogPosition, Set<Waiter>> byPosition = new TreeMap<>();

    /** In the order in which they began to wait. */
    private final Set<Waiter> lookingForTimeline = new LinkedHashSet<>();

    private long shapeVersion;

    /** @param clock that of the samples */
    ChangeWaiters(LongSupplier clock) {
        this.clock = clock;
    }

    /**
     * Waits.
     *
     * @param position what is waited for; null for changes of nodes and roles alone
     * @return false if nothing came within the limit
     */
    boolean await(TopologySnapshot seen, @Nullable LogPosition position, Supplier<ClusterView> latest, Duration limit)
            throws InterruptedException {
        Waiter waiter;
        lock.lock();
        try {
            ClusterView view = latest.get();
            if (shapeVersion > seen.version() || (position != null && reachedSince(seen, view, position))) {
                return true;
            }
            waiter = new Waiter(position, clock.getAsLong());
            add(waiter, view);
        } finally {
            lock.unlock();
        }
        try {
            return waiter.woken.await(TimeUnit.NANOSECONDS.convert(limit), TimeUnit.NANOSECONDS);
        } finally {
            lock.lock();
            try {
                remove(waiter);
            } finally {
                lock.unlock();
            }
        }
    }

    /** A view took the place of another. Costs what those woken cost, and a look at each node. */
    void published(ClusterView before, ClusterView now) {
        List<Waiter> woken = new ArrayList<>();
        lock.lock();
        try {
            if (!now.hasShapeOf(before)) {
                shapeVersion = now.version();
                woken.addAll(all);
            } else if (!all.isEmpty()) {
                for (NodeView replica : now.replicas()) {
                    NodeView known = before.node(replica.node());
                    collectReached(known == null ? null : known.position(), replica.position(), woken);
                }
                collectLookedAtAll(now, woken);
            }
            woken.forEach(this::remove);
        } finally {
            lock.unlock();
        }
        woken.forEach(waiter -> waiter.woken.countDown());
    }

    /** How many wait. */
    int waiting() {
        lock.lock();
        try {
            return all.size();
        } finally {
            lock.unlock();
        }
    }

    private void add(Waiter waiter, ClusterView view) {
        all.add(waiter);
        LogPosition position = waiter.position;
        if (position != null) {
            byPosition.computeIfAbsent(position, first -> new HashSet<>()).add(waiter);
            if (position.timeline() > view.timeline()) {
                lookingForTimeline.add(waiter);
            }
        }
    }

    private void remove(Waiter waiter) {
        LogPosition position = waiter.position;
        if (all.remove(waiter) && position != null) {
            lookingForTimeline.remove(waiter);
            Set<Waiter> same = byPosition.get(position);
            if (same != null && same.remove(waiter) && same.isEmpty()) {
                byPosition.remove(position);
            }
        }
    }

    private void collectReached(@Nullable LogPosition from, @Nullable LogPosition to, List<Waiter> woken) {
        if (to == null) {
            return;
        }
        boolean moved = from != null && from.timeline() == to.timeline();
        LogPosition first = moved && from != null ? from : new LogPosition(to.timeline(), 0);
        if (first.compareTo(to) <= 0) {
            byPosition.subMap(first, !moved, to, true).values().forEach(woken::addAll);
        }
    }

    private void collectLookedAtAll(ClusterView view, List<Waiter> woken) {
        if (lookingForTimeline.isEmpty()) {
            return;
        }
        Long oldest = null;
        for (NodeView node : view.nodes()) {
            Sample sample = node.sample();
            if (sample == null) {
                return;
            }
            oldest = oldest == null || sample.sentAt() - oldest < 0 ? Long.valueOf(sample.sentAt()) : oldest;
        }
        for (Waiter waiter : lookingForTimeline) {
            if (oldest == null || oldest - waiter.since < 0) {
                return;
            }
            woken.add(waiter);
        }
    }

    private static boolean reachedSince(TopologySnapshot seen, ClusterView view, LogPosition position) {
        for (NodeView replica : view.replicas()) {
            if (replica.hasReached(position)) {
                NodeState known = seen.node(replica.node()).orElse(null);
                LogPosition before = known == null || known.role() != Role.REPLICA ? null : known.position();
                if (before == null || before.timeline() != position.timeline() || before.compareTo(position) < 0) {
                    return true;
                }
            }
        }
        return false;
    }
}
