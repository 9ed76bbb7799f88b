package dal.core.connection;

import dal.error.InvalidUseException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import org.jooq.tools.jdbc.DefaultPreparedStatement;
import org.jspecify.annotations.Nullable;

/**
 * A prepared statement that sends the text it was prepared with and no other. JDBC forbids the rest; the driver sends some of it all the same, and it would go out
 * without the tenant.
 */
abstract class FixedTextStatement extends DefaultPreparedStatement {

    FixedTextStatement(@Nullable PreparedStatement delegate, Connection creator) {
        super(delegate, creator);
    }

    static InvalidUseException refused() {
        return InvalidUse.because("A prepared statement sends its own text alone: use createStatement() for another");
    }

    @Override
    public boolean execute(String sql, int keys) {
        throw refused();
    }

    @Override
    public boolean execute(String sql, int[] columns) {
        throw refused();
    }

    @Override
    public boolean execute(String sql, String[] columns) {
        throw refused();
    }

    @Override
    public int executeUpdate(String sql, int keys) {
        throw refused();
    }

    @Override
    public int executeUpdate(String sql, int[] columns) {
        throw refused();
    }

    @Override
    public int executeUpdate(String sql, String[] columns) {
        throw refused();
    }

    @Override
    public long executeLargeUpdate(String sql) {
        throw refused();
    }

    @Override
    public long executeLargeUpdate(String sql, int keys) {
        throw refused();
    }

    @Override
    public long executeLargeUpdate(String sql, int[] columns) {
        throw refused();
    }

    @Override
    public long executeLargeUpdate(String sql, String[] columns) {
        throw refused();
    }
}
