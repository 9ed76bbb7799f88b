package dal.spi;

import dal.cluster.ClusterName;
import dal.cluster.NodeName;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/** Opens connections of its own for those who watch nodes. They belong to no pool and carry no tenant. Thread-safe. */
@FunctionalInterface
public interface NodeConnector {

    /**
     * Opens a connection to one node; the caller closes it.
     *
     * @param purpose the last part of its application_name, for example {@code monitor}
     * @param timeout limits connecting, and every later wait for the server
     */
    Connection open(ClusterName cluster, NodeName node, String purpose, Duration timeout) throws SQLException;
}
