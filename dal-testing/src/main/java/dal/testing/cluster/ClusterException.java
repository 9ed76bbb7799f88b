package dal.testing.cluster;

import org.jspecify.annotations.Nullable;

/**
 * A test's cluster could not do what was asked of it: start, stop, replicate in time. The message says what was
 * attempted on which server and, where a server failed, ends with the tail of its log.
 */
public final class ClusterException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ClusterException(String message) {
        super(message);
    }

    public ClusterException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
