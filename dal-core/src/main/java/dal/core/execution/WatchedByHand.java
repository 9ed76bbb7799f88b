package dal.core.execution;

import dal.core.execution.Observers.Observation;
import dal.spi.Execution.Kind;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lets observers see what is sent over a connection in the caller's own hand: each execution of a statement made by it, as a part of that use. jOOQ's
 * {@code batched(...)} and loaders send theirs this way too. What goes past JDBC's statements, such as COPY, is not seen; nor are rows counted that are read later.
 *
 * <p>A proxy, since of JDBC's hundreds of methods these few matter, and calls by hand are rare.
 */
final class WatchedByHand implements InvocationHandler {

    /** Of a batch of different statements no more are told: the text is for people. */
    private static final int MOST_OF_A_BATCH = 8;

    private final Object target;
    private final @Nullable Object madeBy;
    private final StatementUse use;
    private final @Nullable String sql;
    private final Set<String> batch = new LinkedHashSet<>();
    private int batched;

    private WatchedByHand(Object target, @Nullable Object madeBy, StatementUse use, @Nullable String sql) {
        this.target = target;
        this.madeBy = madeBy;
        this.use = use;
        this.sql = sql;
    }

    /** That connection, whose statements are told of. */
    static Connection of(Connection connection, StatementUse use) {
        return (Connection) proxy(Connection.class, new WatchedByHand(connection, null, use, null));
    }

    private static Object proxy(Class<?> type, WatchedByHand handler) {
        return Proxy.newProxyInstance(WatchedByHand.class.getClassLoader(), new Class<?>[] {type}, handler);
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // A proxy is equal to itself alone.
    public @Nullable Object invoke(Object self, Method method, Object @Nullable [] arguments) throws Throwable {
        String text = arguments != null && arguments.length > 0 && arguments[0] instanceof String first ? first : sql;
        return switch (method.getName()) {
            case "equals" -> arguments != null && self == arguments[0];
            case "getConnection" -> madeBy == null ? call(method, arguments) : madeBy;
            case "createStatement" -> made(Statement.class, self, null, call(method, arguments));
            case "prepareStatement" -> made(PreparedStatement.class, self, text, call(method, arguments));
            case "prepareCall" -> made(CallableStatement.class, self, text, call(method, arguments));
            case "addBatch" -> {
                Object nothing = call(method, arguments);
                added(text);
                yield nothing;
            }
            case "clearBatch" -> {
                forget();
                yield call(method, arguments);
            }
            case "execute", "executeQuery", "executeUpdate", "executeLargeUpdate" ->
                watched(Kind.STATEMENT, text, method, arguments);
            case "executeBatch", "executeLargeBatch" ->
                watched(Kind.BATCH, batch.isEmpty() ? null : String.join("; ", batch), method, arguments);
            default -> call(method, arguments);
        };
    }

    private Object made(Class<?> type, Object self, @Nullable String text, @Nullable Object statement) {
        return proxy(type, new WatchedByHand(Objects.requireNonNull(statement), self, use, text));
    }

    private void added(@Nullable String text) {
        batched++;
        if (text != null && batch.size() < MOST_OF_A_BATCH) {
            batch.add(text);
        }
    }

    private void forget() {
        batch.clear();
        batched = 0;
    }

    private @Nullable Object watched(Kind kind, @Nullable String text, Method method, Object @Nullable [] arguments)
            throws Throwable {
        Observation observation = use.part(kind, text);
        if (observation == null) {
            return call(method, arguments);
        }
        if (kind == Kind.BATCH) {
            observation.batchOf(batched);
            forget();
        }
        try {
            Object result = call(method, arguments);
            observation.finish(rows(result), null);
            return result;
        } catch (Throwable e) {
            observation.finish(-1, e instanceof SQLException failure ? use.told(failure) : e);
            throw e;
        }
    }

    /** Rows changed, as far as the driver has said so already. */
    private long rows(@Nullable Object result) {
        return switch (result) {
            case Integer changed -> changed;
            case Long changed -> changed;
            case int[] each ->
                Arrays.stream(each).filter(count -> count > 0).asLongStream().sum();
            case long[] each -> Arrays.stream(each).filter(count -> count > 0).sum();
            case Boolean hasRows when !hasRows -> updateCount();
            case null, default -> -1;
        };
    }

    /** What was executed has succeeded, whatever becomes of the question. */
    private long updateCount() {
        try {
            return ((Statement) target).getUpdateCount();
        } catch (SQLException | RuntimeException e) {
            return -1;
        }
    }

    private @Nullable Object call(Method method, Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
