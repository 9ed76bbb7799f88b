package dal.core.process;

import dal.status.DrainReport;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The shutdown hook. */
final class Ending implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Ending.class);

    private final Supplier<DrainReport> shutdown;
    private final List<AutoCloseable> afterwards;

    Ending(Supplier<DrainReport> shutdown, List<AutoCloseable> afterwards) {
        this.shutdown = shutdown;
        this.afterwards = afterwards;
    }

    @Override
    @SuppressWarnings("CatchAndPrintStackTrace")
    public void run() {
        boolean clean = false;
        try {
            DrainReport report = shutdown.get();
            clean = report.clean();
            LOG.atInfo()
                    .addKeyValue("clean", clean)
                    .addKeyValue("participants", report.participants())
                    .log("process ends");
        } catch (RuntimeException | Error e) {
            LOG.atError().setCause(e).log("the shutdown failed");
        }
        for (AutoCloseable last : afterwards) {
            clean &= closes(last);
        }
        if (isEndedBySignal()) {
            // Left to itself, a JVM that a signal ends says 128 and the signal's number, although all went as it
            // should.
            Runtime.getRuntime().halt(clean ? ServiceProcess.CLEAN : ServiceProcess.CUT_SHORT);
        }
    }

    private static boolean closes(AutoCloseable last) {
        try {
            last.close();
            return true;
        } catch (Exception | Error e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            LOG.atError().setCause(e).log("closing failed at the end of the process");
            return false;
        }
    }

    /** The JVM handles a signal on a thread named after it, which waits for the hooks. Any other end has a status of its own. */
    private static boolean isEndedBySignal() {
        ThreadGroup all = Thread.currentThread().getThreadGroup();
        while (all.getParent() != null) {
            all = all.getParent();
        }
        // Those that come meanwhile are not what is looked for.
        Thread[] threads = new Thread[2 * all.activeCount() + 16];
        int count = all.enumerate(threads);
        return Arrays.stream(threads, 0, count)
                .map(Thread::getName)
                .anyMatch(name -> name.startsWith("SIG") && name.endsWith(" handler"));
    }
}
