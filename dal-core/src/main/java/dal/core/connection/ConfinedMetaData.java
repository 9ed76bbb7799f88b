package dal.core.connection;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the driver tells of the database, without the way to its own connection. In a transaction the tenant is bound before anything is asked. */
record ConfinedMetaData(DatabaseMetaData metaData, TenantConnection connection) implements InvocationHandler {

    static DatabaseMetaData of(DatabaseMetaData metaData, TenantConnection connection) {
        return (DatabaseMetaData) Proxy.newProxyInstance(
                ConfinedMetaData.class.getClassLoader(),
                new Class<?>[] {DatabaseMetaData.class},
                new ConfinedMetaData(metaData, connection));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        return switch (method.getName()) {
            case "getConnection" -> connection;
            case "unwrap" -> {
                Class<?> type = (Class<?>) Objects.requireNonNull(Objects.requireNonNull(arguments)[0], "type");
                if (type.isInstance(proxy)) {
                    yield proxy;
                }
                connection.handOut();
                yield asked(method, arguments);
            }
            default -> {
                prepare();
                yield ConfinedResultSet.confined(asked(method, arguments), connection);
            }
        };
    }

    private void prepare() throws SQLException {
        connection.requireInUse();
        if (connection.inTransaction()) {
            connection.bind();
        }
    }

    private @Nullable Object asked(Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(metaData, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }
}
