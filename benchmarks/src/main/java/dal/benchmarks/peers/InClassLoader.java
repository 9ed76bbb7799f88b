package dal.benchmarks.peers;

import java.util.concurrent.Callable;

/** Work under another context class loader, where libraries look for their services. */
record InClassLoader(ClassLoader classes) {

    /** Does it and puts the thread's own back. */
    <T> T call(Callable<T> work) throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader own = thread.getContextClassLoader();
        thread.setContextClassLoader(classes);
        try {
            return work.call();
        } finally {
            thread.setContextClassLoader(own);
        }
    }
}
