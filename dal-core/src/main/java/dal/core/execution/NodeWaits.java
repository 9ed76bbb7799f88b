package dal.core.execution;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Threads that wait for a node, so that a shutdown can send them away: by an interrupt, which is the one way to wake a thread wherever it waits, and which is taken
 * back before the thread goes on. Thread-safe.
 */
final class NodeWaits {

    private final ReentrantLock lock = new ReentrantLock();
    private final Set<Wait> waiting = new HashSet<>();
    private boolean refusing;

    /** This thread waits from now on. It has to {@link Wait#end end} that. */
    Wait begin() {
        Wait wait = new Wait(Thread.currentThread());
        lock.lock();
        try {
            waiting.add(wait);
            if (refusing) {
                wait.dismiss();
            }
        } finally {
            lock.unlock();
        }
        return wait;
    }

    /** Sends away whoever waits now, and if it is for good, whoever comes later. */
    void dismiss(boolean forGood) {
        lock.lock();
        try {
            refusing |= forGood;
            waiting.forEach(Wait::dismiss);
        } finally {
            lock.unlock();
        }
    }

    /** One thread that waits. */
    final class Wait {

        private final Thread thread;
        private volatile boolean dismissed;

        private Wait(Thread thread) {
            this.thread = thread;
        }

        private void dismiss() {
            dismissed = true;
            thread.interrupt();
        }

        boolean isDismissed() {
            return dismissed;
        }

        /** It waits no longer, and is interrupted no more. */
        void end() {
            lock.lock();
            try {
                waiting.remove(this);
                if (dismissed) {
                    var unused = Thread.interrupted();
                }
            } finally {
                lock.unlock();
            }
        }
    }
}
