package dal.core.atomic;

import static dal.core.testkit.Layer.ACME;
import static dal.core.testkit.Notes.NOTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.inject.multibindings.OptionalBinder;
import dal.core.pool.Servers;
import dal.core.testkit.Layer;
import dal.core.testkit.Notes;
import dal.error.DatabaseException;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.QueryExecutor;
import org.postgresql.core.ResultHandler;
import org.postgresql.core.ResultHandlerDelegate;

/**
 * A COMMIT of a failed transaction is answered with ROLLBACK, and no error. No text of several statements is known that gets that far: the error of the statement that failed
 * comes first. So the driver says it here.
 */
@PostgresTest
class AnsweredRollbackIT {

    private final AtomicBoolean lying = new AtomicBoolean();

    @Test
    void isNoSuccess(TestDatabase database) {
        Notes.create(database);
        Notes.fill(database);
        try (Layer layer = Layer.over(
                database,
                binder -> OptionalBinder.newOptionalBinder(binder, Servers.Dialer.class)
                        .setBinding()
                        .toInstance(this::dial))) {
            layer.database(ACME).atomic(DSL.query("select 1"));
            lying.set(true);
            assertThatExceptionOfType(DatabaseException.class)
                    .isThrownBy(() ->
                            layer.database(ACME).atomic(DSL.deleteFrom(NOTES).where(NOTES.id.eq(1))))
                    .satisfies(error -> assertThat(error.sqlState()).isEqualTo("40000"));
            lying.set(false);
            assertThat(layer.database(ACME).atomic(DSL.query("select 1")).effects())
                    .hasSize(1);
            layer.pools().assertClean();
        }
    }

    private @Nullable Connection dial(String url, Properties properties) throws SQLException {
        Connection opened = Servers.driver().dial(url, properties);
        if (opened == null) {
            return null;
        }
        BaseConnection real = opened.unwrap(BaseConnection.class);
        return standIn(BaseConnection.class, real, (method, arguments) -> {
            Object result = call(real, method, arguments);
            return result instanceof QueryExecutor executor ? executor(executor) : result;
        });
    }

    private QueryExecutor executor(QueryExecutor real) {
        return standIn(
                QueryExecutor.class,
                real,
                (method, arguments) -> call(
                        real,
                        method,
                        arguments == null
                                ? null
                                : Arrays.stream(arguments)
                                        .map(argument -> argument instanceof ResultHandler results && lying.get()
                                                ? lying(results)
                                                : argument)
                                        .toArray()));
    }

    private static ResultHandler lying(ResultHandler results) {
        return new ResultHandlerDelegate(results) {
            @Override
            public void handleCommandStatus(String status, long updateCount, long insertOid) {
                super.handleCommandStatus(status.equals("COMMIT") ? "ROLLBACK" : status, updateCount, insertOid);
            }
        };
    }

    @SuppressWarnings("ReferenceEquality") // A stand-in equals itself alone: its equals would come here again.
    private static <T> T standIn(Class<T> type, Object real, Calls calls) {
        return type.cast(Proxy.newProxyInstance(
                AnsweredRollbackIT.class.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "equals" -> arguments != null && proxy == arguments[0];
                    case "hashCode" -> System.identityHashCode(proxy);
                    case "unwrap" ->
                        arguments != null && ((Class<?>) arguments[0]).isInstance(proxy)
                                ? proxy
                                : call(real, method, arguments);
                    default -> calls.call(method, arguments);
                }));
    }

    private static @Nullable Object call(Object real, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        try {
            return method.invoke(real, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** Calls of an object. */
    @FunctionalInterface
    private interface Calls {
        @Nullable
        Object call(Method method, @Nullable Object @Nullable [] arguments) throws Throwable;
    }
}
