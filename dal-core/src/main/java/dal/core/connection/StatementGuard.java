package dal.core.connection;

import dal.spi.StatementClassifier.Origin;

/** Looks at a statement before it is sent. */
@FunctionalInterface
public interface StatementGuard {

    /**
     * Throws a {@link dal.error.DatabaseException} if the statement may not be sent on this connection.
     *
     * @return whether it may change the session, so that the connection may not go back to its pool
     */
    boolean check(String sql, Origin origin);
}
