package dal.spi;

/**
 * Carries something of a thread over to another that works for it: a logging context, a span. Contributed by whoever owns it; a set of bindings. Thread-safe. What it
 * throws is logged, and keeps no work from running.
 */
public interface ContextCarrier {

    /** What this thread has now. Called on the thread that hands work over. */
    Carried capture();

    /** What one thread had, for any number of others. */
    interface Carried {

        /** Gives it to this thread, until the scope is closed on the same thread. */
        Scope restore();
    }

    /** The time a thread has it. */
    interface Scope extends AutoCloseable {

        /** The thread has again what it had before. */
        @Override
        void close();
    }
}
