package dal.core.lifecycle;

import java.util.List;

/** Finds out what a thread is about, when it is to be stopped. Stateless. */
final class Interruption {

    private static final List<String> WAITING_FOR_A_SERVER =
            List.of("org.postgresql.core.", "dal.core.connection.Race");

    private Interruption() {}

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
