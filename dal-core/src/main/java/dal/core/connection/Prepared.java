package dal.core.connection;

import dal.core.connection.ShiftedPreparedStatement.BindValue;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A statement as jOOQ would have sent it: its text, and its values with their types. Made by {@link StandIn#prepared}. Immutable. */
public final class Prepared {

    private final String sql;
    private final @Nullable BindValue[] values;
    private final boolean readOnce;
    private final int queryTimeout;

    Prepared(String sql, @Nullable BindValue[] values, int count, boolean readOnce, int queryTimeout) {
        this.sql = sql;
        this.values = Arrays.copyOf(values, count);
        this.readOnce = readOnce;
        this.queryTimeout = queryTimeout;
    }

    /** Its text, with a question mark for each value. */
    public String sql() {
        return sql;
    }

    /** How many values it has. */
    public int bindCount() {
        return values.length;
    }

    /** Whether a value can be read once only, so that it cannot be sent again. */
    public boolean readOnce() {
        return readOnce;
    }

    /** The longest it may run, in seconds; 0 for ever. */
    int queryTimeout() {
        return queryTimeout;
    }

    /** Gives a text that holds it its values, of which the first is at {@code shift + 1} there. */
    void bind(PreparedStatement text, int shift) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            BindValue value = values[i];
            if (value != null) {
                value.set(text, shift + i + 1);
            }
        }
    }
}
