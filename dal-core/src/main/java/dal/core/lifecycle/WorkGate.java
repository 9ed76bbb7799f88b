package dal.core.lifecycle;

import dal.config.DataAccessConfig;
import dal.error.ErrorContext;
import dal.error.ShuttingDownException;
import dal.status.LifecycleState;
import dal.tenant.TenantClassName;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The gate every piece of work passes once: a statement, a read, a transaction. What happens inside one passes no gate again, so a running transaction can use
 * its connection while new work is refused. Thread-safe.
 */
@Singleton
public final class WorkGate {

    private final Map<TenantClassName, Counts> counts;
    private final Set<Running> running = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition left = lock.newCondition();
    private volatile LifecycleState state = LifecycleState.RUNNING;

    @Inject
    public WorkGate(DataAccessConfig config) {
        counts = Stream.concat(config.classes().keySet().stream(), config.unscoped().keySet().stream())
                .collect(Collectors.toUnmodifiableMap(name -> name, name -> new Counts()));
    }

    /**
     * Lets work in. It has to {@link #leave}.
     *
     * @throws ShuttingDownException if the gate is closed
     */
    public void enter(TenantClassName tenantClass, ErrorContext context) {
        Counts of = of(tenantClass);
        // Counted before the state is read, so that a drain that closes the gate in between still waits for this work.
        of.inside.incrementAndGet();
        if (state != LifecycleState.RUNNING) {
            of.refused.incrementAndGet();
            leave(tenantClass);
            throw new ShuttingDownException("This process is shutting down and takes no new work", context, null);
        }
    }

    /** The work is over. */
    public void leave(TenantClassName tenantClass) {
        Counts of = of(tenantClass);
        of.inside.decrementAndGet();
        if (state != LifecycleState.RUNNING) {
            lock.lock();
            try {
                left.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /** Work that holds a connection, so that a shutdown can cancel it. */
    public void holds(Running work) {
        running.add(work);
    }

    /** It holds none any more. */
    public void releases(Running work) {
        running.remove(work);
    }

    /** Where the gate's owner is in its life. */
    public LifecycleState state() {
        return state;
    }

    /** How much work is inside. */
    public int inside() {
        return counts.values().stream().mapToInt(of -> of.inside.get()).sum();
    }

    void moveTo(LifecycleState next) {
        state = next;
    }

    /** Work that holds a connection now. */
    public Set<Running> running() {
        return Set.copyOf(running);
    }

    Map<TenantClassName, Counts> counts() {
        return counts;
    }

    /** Waits until nothing is inside; false if that takes longer than the time given. */
    boolean awaitEmpty(long nanos) throws InterruptedException {
        long deadline = System.nanoTime() + nanos;
        lock.lock();
        try {
            while (inside() > 0) {
                long remaining = deadline - System.nanoTime();
                if (remaining <= 0) {
                    return false;
                }
                var unused = left.await(remaining, TimeUnit.NANOSECONDS);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private Counts of(TenantClassName tenantClass) {
        Counts of = counts.get(tenantClass);
        if (of == null) {
            throw new IllegalArgumentException("There is no tenant class '" + tenantClass + "'");
        }
        return of;
    }

    /** The work of one tenant class. */
    static final class Counts {
        private final AtomicInteger inside = new AtomicInteger();
        private final AtomicInteger refused = new AtomicInteger();

        int insideNow() {
            return inside.get();
        }

        int refusedSoFar() {
            return refused.get();
        }
    }
}
