package dal.core.connection;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;

/** An array of the driver's, whose rows lead no further than those of its connection's statements. */
final class ConfinedArray implements Array {

    private final Array array;
    private final TenantConnection connection;

    ConfinedArray(Array array, TenantConnection connection) {
        this.array = array;
        this.connection = connection;
    }

    private ResultSet confined(ResultSet rows) {
        return new ConfinedResultSet(rows, null, connection);
    }

    @Override
    public String getBaseTypeName() throws SQLException {
        return array.getBaseTypeName();
    }

    @Override
    public int getBaseType() throws SQLException {
        return array.getBaseType();
    }

    @Override
    public Object getArray() throws SQLException {
        return array.getArray();
    }

    @Override
    public Object getArray(Map<String, Class<?>> types) throws SQLException {
        return array.getArray(types);
    }

    @Override
    public Object getArray(long index, int count) throws SQLException {
        return array.getArray(index, count);
    }

    @Override
    public Object getArray(long index, int count, Map<String, Class<?>> types) throws SQLException {
        return array.getArray(index, count, types);
    }

    @Override
    public ResultSet getResultSet() throws SQLException {
        connection.requireInUse();
        return confined(array.getResultSet());
    }

    @Override
    public ResultSet getResultSet(Map<String, Class<?>> types) throws SQLException {
        connection.requireInUse();
        return confined(array.getResultSet(types));
    }

    @Override
    public ResultSet getResultSet(long index, int count) throws SQLException {
        connection.requireInUse();
        return confined(array.getResultSet(index, count));
    }

    @Override
    public ResultSet getResultSet(long index, int count, Map<String, Class<?>> types) throws SQLException {
        connection.requireInUse();
        return confined(array.getResultSet(index, count, types));
    }

    @Override
    public void free() throws SQLException {
        array.free();
    }

    /** The literal that the server takes: the driver binds by it what is no array of its own. */
    @Override
    public String toString() {
        return array.toString();
    }
}
