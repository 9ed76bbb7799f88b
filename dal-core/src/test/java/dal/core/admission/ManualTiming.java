package dal.core.admission;

import java.time.Duration;
import java.util.Comparator;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Time that passes when a test says so; what is due rings then. */
final class ManualTiming implements Timing {

    private record Alarm(long at, Runnable task) {}

    private final AtomicLong now = new AtomicLong();
    private final Queue<Alarm> alarms = new PriorityBlockingQueue<>(1, Comparator.comparingLong(Alarm::at));
    private final Set<Thread> late = ConcurrentHashMap.newKeySet();
    private final ThreadLocal<Boolean> ringing = ThreadLocal.withInitial(() -> false);
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicBoolean broken = new AtomicBoolean();
    private volatile boolean sound;

    @Override
    public long nanoTime() {
        return now.get();
    }

    @Override
    public void park(Object blocker) {
        LockSupport.park(blocker);
    }

    @Override
    public void alarm(long nanos, Runnable task) {
        if (broken.getAndSet(false)) {
            throw new OutOfMemoryError("no thread for a timer");
        }
        alarms.add(new Alarm(now.get() + nanos, task));
    }

    @Override
    public void wake(Thread thread) {
        calls.incrementAndGet();
        if (sound && !ringing.get()) {
            late.add(thread);
        } else {
            LockSupport.unpark(thread);
        }
    }

    /** From now on whoever is woken sleeps on, until {@link #letAwake}; but for an alarm. */
    void letSleep() {
        sound = true;
    }

    void letAwake() {
        sound = false;
        late.forEach(LockSupport::unpark);
    }

    /** How often anybody was woken. */
    int calls() {
        return calls.get();
    }

    /** The next alarm cannot be set. */
    void breakAlarm() {
        broken.set(true);
    }

    /** Alarms that are set and have not rung. */
    int alarms() {
        return alarms.size();
    }

    void advance(Duration by) {
        now.addAndGet(by.toNanos());
        ringing.set(true);
        for (Alarm alarm = alarms.peek(); alarm != null && alarm.at() <= now.get(); alarm = alarms.peek()) {
            if (alarms.remove(alarm)) {
                alarm.task().run();
            }
        }
        ringing.set(false);
    }
}
