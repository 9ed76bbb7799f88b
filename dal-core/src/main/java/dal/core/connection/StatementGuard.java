package dal.core.connection;

import dal.spi.StatementClassifier.Origin;
import dal.spi.StatementTraits;

/** Looks at a statement before it is sent. */
@FunctionalInterface
public interface StatementGuard {

    /**
     * What is known of the statement, if it may be sent on this connection.
     *
     * @throws dal.error.DatabaseException if the statement may not be sent on this connection
     */
    StatementTraits check(String sql, Origin origin);
}
