package dal.core.lifecycle;

import dal.config.DataAccessConfig;
import dal.error.ErrorContext;
import dal.error.ShuttingDownException;
import dal.status.LifecycleState;
import dal.tenant.TenantClassName;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The gate every piece of work passes once: a statement, a read, a transaction. What happens inside one passes no gate again, so a running transaction can use
 * its connection while new work is refused. A shutdown begins before the gate closes: what was accepted elsewhere may still come in. Thread-safe.
 */
@Singleton
public final class WorkGate {

    private final Map<TenantClassName, ClassCounts> counts;
    private final RunningWork running = new RunningWork();
    private final Set<Object> aside = ConcurrentHashMap.newKeySet();
    private final List<WorkQueue> queues = new CopyOnWriteArrayList<>();
    private final OwnWork own = new OwnWork();
    private final Fates fates = new Fates();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile LifecycleState state = LifecycleState.RUNNING;
    private volatile boolean closed;

    @Inject
    public WorkGate(DataAccessConfig config) {
        counts = Stream.concat(config.classes().keySet().stream(), config.unscoped().keySet().stream())
                .collect(Collectors.toUnmodifiableMap(name -> name, name -> new ClassCounts()));
    }

    // --- work ---

    /**
     * Lets work in. It has to {@link #leave}.
     *
     * @throws ShuttingDownException if the gate is closed
     * @throws dal.error.CancelledException if this is a virtual thread that was interrupted
     */
    public void enter(TenantClassName tenantClass, ErrorContext context) {
        Interruption.requireNone("The thread was interrupted before its work began; nothing was sent", context);
        ClassCounts of = of(tenantClass);
        // Counted before the gate is looked at, so that a drain that closes it in between still waits for this work.
        of.enter();
        if (closed) {
            of.refuse();
            of.leave();
            wake();
            throw new ShuttingDownException("This process is shutting down and takes no new work", context, null);
        }
    }

    /** The work is over. */
    public void leave(TenantClassName tenantClass) {
        ClassCounts of = of(tenantClass);
        if (state != LifecycleState.RUNNING) {
            // Before it is out, so that whoever sees nobody inside sees what became of all.
            of.end();
        }
        of.leave();
        if (state != LifecycleState.RUNNING) {
            wake();
        }
    }

    /** Work that holds a connection, so that a shutdown can cancel it. */
    public void holds(Running work) {
        running.add(work);
    }

    /** It holds none any more. */
    public void releases(Running work) {
        if (!running.remove(work)) {
            // It was taken away before; the work that held it counts again.
            aside.remove(work.work());
        }
    }

    /** Its connection was taken away: the work holds none, and is not waited for, since nobody knows whether it ever ends. */
    public void takesFrom(Running work) {
        if (running.contains(work)) {
            aside.add(work.work());
            if (!running.remove(work)) {
                aside.remove(work.work());
            }
            wake();
        }
    }

    /** Work that holds a connection now. */
    public Set<Running> running() {
        return running.now();
    }

    /** This thread goes into a block of reads, which may hold no connection at a time. It has to {@link #ends end} there, the last one first. */
    public void begins(Object work) {
        own.begin(work);
    }

    /** This thread leaves the block it went into last. */
    public void ends() {
        own.end();
    }

    /** Work was sent away while it waited, since the process ends. */
    public void turnedAway(Object work, TenantClassName tenantClass) {
        fates.note(work, tenantClass, Fates.Fate.REFUSED);
    }

    /** Where work waits once it has passed the gate. */
    public void waitsIn(WorkQueue queue) {
        queues.add(queue);
    }

    /** How much work is inside. */
    public int inside() {
        return counts.values().stream().mapToInt(ClassCounts::inside).sum();
    }

    /** How much work was sent away since the process ends: at the gate, or while it waited. */
    public int refused() {
        return counts.entrySet().stream()
                .mapToInt(of -> of.getValue().refused() + fates.count(of.getKey(), Fates.Fate.REFUSED))
                .sum();
    }

    /** Where the gate's owner is in its life. */
    public LifecycleState state() {
        return state;
    }

    // --- the shutdown ---

    void moveTo(LifecycleState next) {
        state = next;
    }

    void close() {
        closed = true;
    }

    List<WorkQueue> queues() {
        return queues;
    }

    Fates fates() {
        return fates;
    }

    Map<TenantClassName, ClassCounts> counts() {
        return counts;
    }

    /** The work of this thread is not waited for any more: the thread waits itself. */
    void setAsideOwn() {
        if (aside.addAll(own.of(running.now()))) {
            wake();
        }
    }

    boolean isAside(Running work) {
        return aside.contains(work.work());
    }

    /** Whoever waits for the gate looks again. */
    void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until nothing is inside but what was set aside; false if that takes longer than the time given, or once nobody wants to wait any more. */
    boolean awaitEmpty(long nanos, BooleanSupplier hurried) throws InterruptedException {
        long deadline = System.nanoTime() + nanos;
        lock.lock();
        try {
            while (inside() > aside.size()) {
                long remaining = deadline - System.nanoTime();
                if (remaining <= 0 || hurried.getAsBoolean()) {
                    return false;
                }
                var unused = changed.await(remaining, TimeUnit.NANOSECONDS);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private ClassCounts of(TenantClassName tenantClass) {
        ClassCounts of = counts.get(tenantClass);
        if (of == null) {
            throw new IllegalArgumentException("There is no tenant class '" + tenantClass + "'");
        }
        return of;
    }
}
