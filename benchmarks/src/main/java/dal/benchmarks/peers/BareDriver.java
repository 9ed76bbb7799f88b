package dal.benchmarks.peers;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** The driver alone, on two connections that stay open: the floor. For one thread, unlike the others. */
final class BareDriver implements Contestant {

    private static final String BIND = "select set_config('app.tenant_id', ?, false)";

    private final Connection primary;
    private final Connection replica;

    BareDriver(Servers servers) throws SQLException {
        primary = DriverManager.getConnection(servers.primaryUrl(), servers.user(), servers.password());
        replica = DriverManager.getConnection(servers.replicaUrl(), servers.user(), servers.password());
    }

    @Override
    public String name() {
        return Contestants.FLOOR;
    }

    @Override
    public String note(int id) {
        try (PreparedStatement statement = replica.prepareStatement(Desk.NOTE_SQL)) {
            statement.setInt(1, id);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getString(1);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public int range(int from) {
        try (PreparedStatement statement = replica.prepareStatement(Desk.RANGE_SQL)) {
            statement.setInt(1, from);
            try (ResultSet row = statement.executeQuery()) {
                int rows = 0;
                while (row.next()) {
                    if (row.getInt(1) < from || row.getString(2).isEmpty()) {
                        throw new IllegalStateException("Not a row that was asked for");
                    }
                    rows++;
                }
                return rows;
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void write(int first, int second) {
        try {
            primary.setAutoCommit(false);
            update(first);
            update(second);
            primary.commit();
            primary.setAutoCommit(true);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void update(int id) throws SQLException {
        try (PreparedStatement statement = primary.prepareStatement(Desk.UPDATE_SQL)) {
            statement.setString(1, Desk.TEXT_OF_NOTE);
            statement.setInt(2, id);
            if (statement.executeUpdate() != 1) {
                throw new IllegalStateException("Note " + id + " was not written");
            }
        }
    }

    @Override
    public String noteOf(String tenant, int id) {
        bind(replica, tenant);
        return note(id);
    }

    @Override
    public void writeOf(String tenant, int first, int second) {
        bind(primary, tenant);
        write(first, second);
    }

    private static void bind(Connection connection, String tenant) {
        try (PreparedStatement statement = connection.prepareStatement(BIND)) {
            statement.setString(1, tenant);
            statement.execute();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // They are two connections, whatever they say of themselves.
    public void close() {
        try (Connection one = primary;
                Connection other = replica) {
            // Both are closed, whatever becomes of the first.
            assert one != other;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
