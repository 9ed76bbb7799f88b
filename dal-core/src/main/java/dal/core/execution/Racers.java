package dal.core.execution;

import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Threads that wait for late answers, whose callers go on without them where a second replica answers first. Platform threads that are used again: a virtual one would be
 * new for each, and its stack copied to the heap while it waits for the server. There are no more of them than connections in use, and none a second after the last such
 * answer, so nobody has to stop them.
 */
final class Racers implements Executor {

    private static final long REST_SECONDS = 1;

    private final AtomicLong started = new AtomicLong();
    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            0, Integer.MAX_VALUE, REST_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), this::thread);

    private Thread thread(Runnable work) {
        return Thread.ofPlatform()
                .daemon()
                .name("dal-read-" + started.incrementAndGet())
                .unstarted(work);
    }

    @Override
    public void execute(Runnable read) {
        threads.execute(read);
    }
}
