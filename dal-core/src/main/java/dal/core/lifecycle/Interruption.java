package dal.core.lifecycle;

import dal.error.CancelledException;
import dal.error.ErrorContext;
import java.util.List;

/** Finds out what a thread is about, when it is to be stopped. Stateless. */
public final class Interruption {

    private static final List<String> WAITING_FOR_A_SERVER =
            List.of("org.postgresql.core.", "dal.core.connection.Race");

    private Interruption() {}

    /**
     * Before something is sent whose answer this thread could not wait for: a virtual thread's wait ends with its interrupt, and its connection with that. What was sent would
     * be done, or not, and nobody would know.
     *
     * @param refusal what is not done
     * @throws CancelledException if this is a virtual thread that was interrupted
     */
    public static void requireNone(String refusal, ErrorContext context) {
        Thread thread = Thread.currentThread();
        if (thread.isInterrupted() && thread.isVirtual()) {
            throw new CancelledException(refusal, context, null);
        }
    }

    /** Whether the thread waits for a server's answer. Looks at its stack. */
    static boolean awaitsServer(Thread thread) {
        for (StackTraceElement frame : thread.getStackTrace()) {
            for (String name : WAITING_FOR_A_SERVER) {
                if (frame.getClassName().startsWith(name)) {
                    return true;
                }
            }
        }
        return false;
    }
}
