package dal.testing.cluster.internal;

import java.util.List;

/** What a cluster's servers run on. Owns them: {@link #close} leaves no process, container or file behind. */
public interface Engine extends AutoCloseable {
    /** The primary first, then the replicas in the order of their names. */
    List<? extends Server> servers();

    @Override
    void close();
}
