package dal.core.connection;

import dal.error.InvalidUseException;
import java.sql.CallableStatement;
import org.jooq.tools.jdbc.DefaultCallableStatement;

/** A call that sends the text it was prepared with and no other, as {@link FixedTextStatement}. */
abstract class FixedTextCall extends DefaultCallableStatement {

    FixedTextCall(CallableStatement delegate) {
        super(delegate);
    }

    private static InvalidUseException refused() {
        return FixedTextStatement.refused();
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
