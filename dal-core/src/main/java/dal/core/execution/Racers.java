package dal.core.execution;

import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Threads for reads whose callers may go on without them, since a second replica answered first. Platform threads that are used again: a virtual one would be new for
 * each read, and its stack copied to the heap whenever it waits for the server, which is a fifth of all that a read allocates. There are no more of them than
 * connections in use, and none a second after the last such read, so nobody has to stop them.
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
