package dal.core.connection;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import org.jooq.ConnectionProvider;
import org.jooq.DSLContext;
import org.jooq.Query;
import org.jooq.exception.ControlFlowSignal;
import org.jooq.tools.jdbc.DefaultConnection;
import org.jspecify.annotations.Nullable;

/**
 * Stands in for a connection, so that jOOQ does all it does to a statement but send it: renders and binds one that is sent together with others, and reads the
 * rows that one was answered, each by the statement's own rules. Nothing reaches a server through it. Not thread-safe.
 */
public final class StandIn extends DefaultConnection implements ConnectionProvider {

    /** Nothing answers there: {@link #prepared} tells what would have been sent. */
    public static final ConnectionProvider FOR_PREPARING = new ConnectionProvider() {
        @Override
        public Connection acquire() {
            return new StandIn(null);
        }

        @Override
        public void release(Connection connection) {
            // It holds nothing.
        }
    };

    private final @Nullable ResultSet answer;

    private StandIn(@Nullable ResultSet answer) {
        super(null);
        this.answer = answer;
    }

    /** One that answers a statement with those rows. */
    public static StandIn answering(ResultSet rows) {
        return new StandIn(rows);
    }

    /**
     * A statement as jOOQ would have sent it; null if it would have sent nothing.
     *
     * @param dsl renders it, and gets its connections {@link #FOR_PREPARING}
     */
    public static @Nullable Prepared prepared(DSLContext dsl, Query statement) {
        try {
            var unused = dsl.execute(statement);
        } catch (Sent e) {
            return e.statement;
        }
        return null;
    }

    @Override
    public Connection acquire() {
        return this;
    }

    @Override
    public void release(Connection connection) {
        // It holds nothing.
    }

    @Override
    public PreparedStatement prepareStatement(String sql) {
        return new StandInStatement(this, sql, answer);
    }

    @Override
    public PreparedStatement prepareStatement(String sql, int type, int concurrency) {
        return prepareStatement(sql);
    }

    @Override
    public PreparedStatement prepareStatement(String sql, int type, int concurrency, int holdability) {
        return prepareStatement(sql);
    }

    @Override
    public Statement createStatement() {
        throw InvalidUse.because(
                "What jOOQ sends as a static statement, as it does DDL, is not applied together with other"
                        + " statements: use inTransaction for it, or a migration");
    }

    @Override
    public Statement createStatement(int type, int concurrency) {
        return createStatement();
    }

    @Override
    public Statement createStatement(int type, int concurrency, int holdability) {
        return createStatement();
    }

    @Override
    public boolean isClosed() {
        return false;
    }

    @Override
    public void close() {
        // It holds nothing.
    }

    /** Ends an execution where it would have reached the server. */
    static final class Sent extends ControlFlowSignal {

        private static final long serialVersionUID = 1L;

        private final transient Prepared statement;

        /** jOOQ lets it pass. */
        Sent(Prepared statement) {
            this.statement = statement;
        }
    }
}
