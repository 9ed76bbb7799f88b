package dal.core.connection;

import java.sql.Connection;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Executor;
import org.jooq.tools.jdbc.DefaultConnection;
import org.jspecify.annotations.Nullable;

/** A connection that takes nothing that would outlive its use: what JDBC sets for a session is refused, with what to do instead. */
abstract class ConfinedConnection extends DefaultConnection {

    ConfinedConnection(Connection raw) {
        super(raw);
    }

    @Override
    public void setReadOnly(boolean readOnly) {
        throw InvalidUse.because(
                "setReadOnly would outlive this use of the connection: use TransactionOptions.asReadOnly()");
    }

    @Override
    public void setTransactionIsolation(int level) {
        throw InvalidUse.because(
                "setTransactionIsolation would outlive this use of the connection: use TransactionOptions.withIsolation(...)");
    }

    @Override
    public void setSchema(@Nullable String schema) {
        throw InvalidUse.because(
                "setSchema would outlive this use of the connection: qualify the table's name instead");
    }

    @Override
    public void setCatalog(@Nullable String catalog) {
        throw InvalidUse.because("PostgreSQL has one database for each connection: setCatalog has no meaning");
    }

    @Override
    public void setClientInfo(String name, @Nullable String value) {
        throw InvalidUse.because("setClientInfo would outlive this use of the connection: bind a LocalSetting instead");
    }

    @Override
    public void setClientInfo(Properties properties) {
        throw InvalidUse.because("setClientInfo would outlive this use of the connection: bind a LocalSetting instead");
    }

    @Override
    public void setNetworkTimeout(Executor executor, int milliseconds) {
        throw InvalidUse.because(
                "setNetworkTimeout would outlive this use of the connection: use TransactionOptions.withTimeout(...)");
    }

    @Override
    public void setHoldability(int holdability) {
        throw InvalidUse.because(
                "setHoldability would outlive this use of the connection: name it when the statement is prepared");
    }

    @Override
    public void setTypeMap(Map<String, Class<?>> types) {
        throw InvalidUse.because("setTypeMap would outlive this use of the connection: give the types to getObject");
    }
}
