package dal.core.process;

import dal.status.DrainReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * Ends a service's process in order. To be installed once, in {@code main}, when the service runs:
 *
 * <pre>{@code
 * ServiceProcess.of(() -> databases.shutdown(config.shutdown().deadline()))
 *         .thenClosing(whatTheDataLayerDoesNotKnow)
 *         .endingOnUncaught()
 *         .install();
 * }</pre>
 *
 * <ul>
 *   <li>A signal that ends a JVM (SIGTERM, SIGINT, SIGHUP) runs the shutdown; then the process ends with {@link #CLEAN} or {@link #CUT_SHORT}. Further signals
 *       meanwhile change nothing; SIGKILL does.
 *   <li>{@code System.exit(status)}, and the end of the last thread, run it too, and keep their status.
 *   <li>An exception that nobody catches is logged with its thread. With {@link #endingOnUncaught()} it ends the process in the same order, with {@link
 *       #UNCAUGHT}. Threads with a handler of their own, and what executors keep in their futures, are not concerned.
 * </ul>
 *
 * <p>{@code System.exit} never returns: called by a thread inside a piece of work, it leaves that work to be cut short at the deadline. Immutable; thread-safe.
 */
public final class ServiceProcess {

    /** The exit status when nothing was cut short. */
    public static final int CLEAN = 0;

    /** The exit status when work was cut short, a participant did not stop, or the shutdown failed. */
    public static final int CUT_SHORT = 1;

    /** The exit status when an exception that nobody caught ended the process: what sysexits.h calls an internal software error. */
    public static final int UNCAUGHT = 70;

    private final Supplier<DrainReport> shutdown;
    private final List<AutoCloseable> afterwards;
    private final boolean endsOnUncaught;

    private ServiceProcess(Supplier<DrainReport> shutdown, List<AutoCloseable> afterwards, boolean endsOnUncaught) {
        this.shutdown = Objects.requireNonNull(shutdown, "shutdown");
        this.afterwards = List.copyOf(afterwards);
        this.endsOnUncaught = endsOnUncaught;
    }

    /** Ends by that shutdown, which is called once at most. */
    public static ServiceProcess of(Supplier<DrainReport> shutdown) {
        return new ServiceProcess(shutdown, List.of(), false);
    }

    /** Closes that too, after the shutdown and after those named before, whatever became of them. It is waited for without a limit. */
    public ServiceProcess thenClosing(AutoCloseable last) {
        List<AutoCloseable> more = new ArrayList<>(afterwards);
        more.add(last);
        return new ServiceProcess(shutdown, more, endsOnUncaught);
    }

    /** Ends the process when an exception is caught by nobody, instead of only saying so: for services that somebody starts again. */
    public ServiceProcess endingOnUncaught() {
        return new ServiceProcess(shutdown, afterwards, true);
    }

    /**
     * Holds from now on: adds a shutdown hook, and takes the place of the default handler of uncaught exceptions.
     *
     * @throws IllegalStateException if the process is ending already
     */
    public void install() {
        Runtime.getRuntime().addShutdownHook(new Thread(new Ending(shutdown, afterwards), "dal-process-end"));
        Thread.setDefaultUncaughtExceptionHandler(new Uncaught(endsOnUncaught));
    }
}
