package dal.benchmarks.leaks;

import dal.core.pool.Servers;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.QueryExecutor;

/** PostgreSQL's driver, with every call of its connections, statements, rows and executor one that a plan may let fail. */
final class FaultyDriver implements Servers.Dialer {

    private final Servers.Dialer driver = Servers.driver();
    private final FaultPlan plan;

    FaultyDriver(FaultPlan plan) {
        this.plan = plan;
    }

    @Override
    public @Nullable Connection dial(String url, Properties properties) throws SQLException {
        Connection opened = driver.dial(url, properties);
        if (opened == null) {
            return null;
        }
        BaseConnection raw = opened.unwrap(BaseConnection.class);
        return faulty(raw, BaseConnection.class, raw);
    }

    private <T> T faulty(T real, Class<T> type, BaseConnection connection) {
        return type.cast(Proxy.newProxyInstance(
                FaultyDriver.class.getClassLoader(), new Class<?>[] {type}, new Handler(real, connection)));
    }

    private @Nullable Object wrapped(@Nullable Object result, BaseConnection connection) {
        return switch (result) {
            case CallableStatement statement -> faulty(statement, CallableStatement.class, connection);
            case PreparedStatement statement -> faulty(statement, PreparedStatement.class, connection);
            case Statement statement -> faulty(statement, Statement.class, connection);
            case ResultSet rows -> faulty(rows, ResultSet.class, connection);
            case QueryExecutor executor -> faulty(executor, QueryExecutor.class, connection);
            case null, default -> result;
        };
    }

    private static void breakOff(BaseConnection connection) {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private final class Handler implements InvocationHandler {

        private final Object real;
        private final BaseConnection connection;

        Handler(Object real, BaseConnection connection) {
            this.real = real;
            this.connection = connection;
        }

        @Override
        @SuppressWarnings("ReferenceEquality") // A proxy equals itself alone: its equals would come here again.
        public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
            if (method.getDeclaringClass() == Object.class) {
                return switch (method.getName()) {
                    case "equals" -> arguments != null && proxy == arguments[0];
                    case "hashCode" -> System.identityHashCode(proxy);
                    default -> real.toString();
                };
            }
            if ("unwrap".equals(method.getName()) && arguments != null && ((Class<?>) arguments[0]).isInstance(proxy)) {
                return proxy;
            }
            if ("unwrap".equals(method.getName()) || !plan.isMade()) {
                return make(method, arguments);
            }
            return wrapped(plan.call(method, () -> make(method, arguments), () -> breakOff(connection)), connection);
        }

        private @Nullable Object make(Method method, Object @Nullable [] arguments) throws Throwable {
            try {
                return method.invoke(real, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }
    }
}
