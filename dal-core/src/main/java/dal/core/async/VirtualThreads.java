package dal.core.async;

import dal.ContextExecutor;
import dal.core.lifecycle.TaskStop;
import dal.core.lifecycle.WorkGate;
import dal.spi.ContextCarrier;
import dal.spi.LifecycleParticipant;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.RunnableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A virtual thread for each task. Stopped with what brings work in: tasks that are under way are waited for, and cancelled once there is no time left. */
@Singleton
public final class VirtualThreads extends AbstractExecutorService implements ContextExecutor, LifecycleParticipant {

    private final Contexts contexts;
    private final TaskStop stop;
    private final AtomicLong started = new AtomicLong();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition idle = lock.newCondition();
    private final Set<Task> tasks = new HashSet<>();
    private boolean shut;

    @Inject
    public VirtualThreads(WorkGate gate, Set<ContextCarrier> carriers) {
        this.contexts = new Contexts(carriers);
        this.stop = new TaskStop(gate);
    }

    @Override
    protected <T> RunnableFuture<T> newTaskFor(Callable<T> work) {
        return new LinkedTask<>(work, stop);
    }

    @Override
    protected <T extends @Nullable Object> RunnableFuture<T> newTaskFor(Runnable work, T result) {
        return new LinkedTask<>(Executors.callable(work, result), stop);
    }

    @Override
    public void execute(Runnable work) {
        Task task = new Task(contexts.carrying(work));
        lock.lock();
        try {
            if (shut) {
                throw new RejectedExecutionException("The executor is shut down, as its manager is");
            }
            tasks.add(task);
        } finally {
            lock.unlock();
        }
        boolean running = false;
        try {
            task.thread.start();
            running = true;
        } finally {
            if (!running) {
                over(task);
            }
        }
    }

    private void over(Task task) {
        lock.lock();
        try {
            task.over.countDown();
            tasks.remove(task);
            idle.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void shutdown() {
        lock.lock();
        try {
            shut = true;
            idle.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Cancels every task under way, as a future's {@code cancel(true)} does. None waits to begin. */
    @Override
    public List<Runnable> shutdownNow() {
        shutdown();
        lock.lock();
        try {
            tasks.forEach(task -> stop.stop(task.thread, task.over));
        } finally {
            lock.unlock();
        }
        return List.of();
    }

    @Override
    public boolean isShutdown() {
        lock.lock();
        try {
            return shut;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean isTerminated() {
        lock.lock();
        try {
            return shut && tasks.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        long left = unit.toNanos(timeout);
        lock.lock();
        try {
            while (!shut || !tasks.isEmpty()) {
                if (left <= 0) {
                    return false;
                }
                left = idle.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String name() {
        return "tasks";
    }

    @Override
    public Phase phase() {
        return Phase.CONSUMERS;
    }

    @Override
    public void stop(Duration remaining) throws Exception {
        shutdown();
        if (!awaitTermination(remaining.toNanos(), TimeUnit.NANOSECONDS)) {
            var unused = shutdownNow();
            throw new TimeoutException("Tasks were under way after " + remaining + ", and were cancelled");
        }
    }

    /** One task and its thread. */
    private final class Task {

        private final Thread thread;
        private final CountDownLatch over = new CountDownLatch(1);

        Task(Runnable work) {
            thread = Thread.ofVirtual()
                    .name("dal-task-" + started.incrementAndGet())
                    .unstarted(() -> {
                        try {
                            work.run();
                        } finally {
                            over(this);
                        }
                    });
        }
    }
}
