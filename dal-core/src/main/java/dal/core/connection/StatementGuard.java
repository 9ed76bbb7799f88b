package dal.core.connection;

import dal.spi.StatementClassifier.Origin;

/** Looks at a statement before it is sent. */
@FunctionalInterface
public interface StatementGuard {

    /**
     * Whether others may use the connection after the statement: it leaves nothing on it.
     *
     * @throws dal.error.DatabaseException if the statement may not be sent on this connection
     */
    boolean leavesNothing(String sql, Origin origin);
}
