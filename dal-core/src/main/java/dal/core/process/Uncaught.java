package dal.core.process;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hears of exceptions that nobody caught. */
final class Uncaught implements Thread.UncaughtExceptionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(Uncaught.class);

    private final boolean ends;

    Uncaught(boolean ends) {
        this.ends = ends;
    }

    @Override
    public void uncaughtException(Thread thread, Throwable failure) {
        try {
            LOG.atError()
                    .setCause(failure)
                    .addKeyValue("thread", thread.getName())
                    .log("uncaught exception");
        } catch (RuntimeException | Error e) {
            // Without memory there may be no log either; the end does not depend on it.
            failure.addSuppressed(e);
        }
        if (ends) {
            end();
        }
    }

    /** On a thread of its own, since it never returns; where there is none to be had, there is no order to be kept. */
    private static void end() {
        try {
            Thread.ofPlatform().name("dal-process-exit").start(() -> System.exit(ServiceProcess.UNCAUGHT));
        } catch (RuntimeException | Error e) {
            Runtime.getRuntime().halt(ServiceProcess.UNCAUGHT);
        }
    }
}
