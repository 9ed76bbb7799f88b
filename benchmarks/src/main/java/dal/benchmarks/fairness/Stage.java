package dal.benchmarks.fairness;

import dal.core.admission.Timing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A time of its own, and actors who each are a thread of which one runs at a time: whoever would wait hands over to the one whose moment is next. So the real code
 * runs, its waiting and waking included, and runs the same each time.
 */
final class Stage implements Timing {

    /** One actor, and what it waits for. Whoever runs may look. */
    private static final class Actor {
        private final int number;
        private final Semaphore turn = new Semaphore(0);
        private boolean asleep;
        private boolean woken;
        private int moment;

        Actor(int number) {
            this.number = number;
        }
    }

    /** An actor's moment, void if another one of its came first; or what is to be done then, whoever runs. */
    private record Cue(long at, long order, @Nullable Actor actor, int moment, Runnable task)
            implements Comparable<Cue> {
        @Override
        public int compareTo(Cue other) {
            int byTime = Long.compare(at, other.at);
            return byTime == 0 ? Long.compare(order, other.order) : byTime;
        }
    }

    private final SplittableRandom random;
    private final long slowestWaking;
    private final Runnable beforeTimePasses;
    private final PriorityQueue<Cue> agenda = new PriorityQueue<>();
    private final Map<Thread, Actor> actors = new HashMap<>();
    private final List<Thread> threads = new ArrayList<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private long now;
    private long orders;

    /**
     * An empty one.
     *
     * @param slowestWaking how long it takes at most until whoever is woken runs
     * @param beforeTimePasses is called when all that happens at one moment has happened
     */
    Stage(long seed, Duration slowestWaking, Runnable beforeTimePasses) {
        this.random = new SplittableRandom(seed);
        this.slowestWaking = slowestWaking.toNanos();
        this.beforeTimePasses = beforeTimePasses;
    }

    /** Lets somebody enter, from now on. Before {@link #play}. */
    void enter(Runnable part) {
        Actor actor = new Actor(threads.size());
        Thread thread = Thread.ofVirtual().unstarted(() -> {
            actor.turn.acquireUninterruptibly();
            try {
                part.run();
            } catch (Throwable e) {
                failure.compareAndSet(null, e);
            } finally {
                leave();
            }
        });
        actors.put(thread, actor);
        threads.add(thread);
        cue(actor, 0);
    }

    /**
     * Lets everybody play their part to its end.
     *
     * @throws IllegalStateException if one of them failed
     */
    void play() throws InterruptedException {
        threads.forEach(Thread::start);
        next().turn.release();
        over.await();
        Throwable thrown = failure.get();
        if (thrown != null) {
            throw new IllegalStateException("An actor failed", thrown);
        }
    }

    private void leave() {
        actors.remove(Thread.currentThread());
        if (actors.isEmpty()) {
            over.countDown();
        } else {
            next().turn.release();
        }
    }

    private void cue(Actor actor, long in) {
        agenda.add(new Cue(now + Math.max(0, in), orders++, actor, ++actor.moment, () -> {}));
    }

    private Actor next() {
        while (true) {
            Cue cue = agenda.remove();
            if (cue.actor == null) {
                passUntil(cue.at);
                cue.task.run();
            } else if (cue.moment == cue.actor.moment) {
                passUntil(cue.at);
                return cue.actor;
            }
        }
    }

    private void passUntil(long moment) {
        if (moment > now) {
            beforeTimePasses.run();
            now = moment;
        }
    }

    private void handOver(Actor self) {
        Actor next = next();
        if (next.number != self.number) {
            next.turn.release();
            self.turn.acquireUninterruptibly();
        }
    }

    private Actor self() {
        Actor actor = actors.get(Thread.currentThread());
        if (actor == null) {
            throw new IllegalStateException("Nobody else plays here");
        }
        return actor;
    }

    /** Lets time pass for whoever calls. */
    void spend(long nanos) {
        Actor self = self();
        cue(self, nanos);
        handOver(self);
    }

    /** Those who were woken and do not run yet. */
    int waking() {
        return (int) actors.values().stream()
                .filter(actor -> actor.asleep && actor.woken)
                .count();
    }

    @Override
    public long nanoTime() {
        return now;
    }

    @Override
    public void park(Object blocker) {
        Actor self = self();
        if (!self.woken) {
            self.asleep = true;
            handOver(self);
            self.asleep = false;
        }
        self.woken = false;
    }

    @Override
    public void alarm(long nanos, Runnable task) {
        agenda.add(new Cue(now + nanos, orders++, null, 0, task));
    }

    @Override
    public void wake(Thread thread) {
        Actor actor = actors.get(thread);
        if (actor != null && !actor.woken) {
            actor.woken = true;
            if (actor.asleep) {
                cue(actor, slowestWaking == 0 ? 0 : random.nextLong(slowestWaking));
            }
        }
    }
}
