package dal.core.admission;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Time that passes when a test says so; whoever sleeps looks again then. */
final class ManualTiming implements Timing {

    private final AtomicLong now = new AtomicLong();
    private final Set<Thread> asleep = ConcurrentHashMap.newKeySet();
    private final Set<Thread> late = ConcurrentHashMap.newKeySet();
    private volatile boolean sound;

    @Override
    public long nanoTime() {
        return now.get();
    }

    @Override
    public void park(Object blocker, long nanos) {
        long until = now.get() + nanos;
        asleep.add(Thread.currentThread());
        if (now.get() - until < 0) {
            LockSupport.park(blocker);
        }
        asleep.remove(Thread.currentThread());
    }

    @Override
    public void wake(Thread thread) {
        if (sound) {
            late.add(thread);
        } else {
            LockSupport.unpark(thread);
        }
    }

    /** From now on whoever is woken sleeps on, until {@link #letAwake}. */
    void letSleep() {
        sound = true;
    }

    void letAwake() {
        sound = false;
        late.forEach(LockSupport::unpark);
    }

    void advance(Duration by) {
        now.addAndGet(by.toNanos());
        asleep.forEach(LockSupport::unpark);
    }
}
