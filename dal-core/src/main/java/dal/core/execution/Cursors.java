package dal.core.execution;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import org.jooq.Query;
import org.jooq.ResultQuery;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a query that is fetched lazily, whose cursor outlives the call, from one that is read to its end in it. jOOQ says so nowhere but in a field of its own; where
 * that cannot be read, as on a module path that hides it, no query counts as lazy, and a cursor is only reported without where it was taken.
 */
final class Cursors {

    private static final Logger LOG = LoggerFactory.getLogger(Cursors.class);

    /** As it is called here, so that no call adapts it anew. */
    private static final MethodType OF_QUERY = MethodType.methodType(boolean.class, Query.class);

    private static final @Nullable MethodHandle LAZY = flag("lazy");

    /** Not set while jOOQ reads to the end what it fetches lazily by itself, as in fetchOne, fetchSingle and every fetch with a mapper. */
    private static final @Nullable MethodHandle AUTOCLOSING = flag("autoclosing");

    private Cursors() {}

    static boolean isOpenedBy(@Nullable Query query) {
        if (LAZY == null || AUTOCLOSING == null || !(query instanceof ResultQuery<?>)) {
            return false;
        }
        try {
            return (boolean) LAZY.invokeExact(query) && (boolean) AUTOCLOSING.invokeExact(query);
        } catch (Throwable e) {
            // Not one of jOOQ's own.
            return false;
        }
    }

    private static @Nullable MethodHandle flag(String name) {
        try {
            for (Class<?> type = DSL.resultQuery("select 1").getClass(); type != null; type = type.getSuperclass()) {
                if (type.getSimpleName().equals("AbstractResultQuery")) {
                    Field flag = type.getDeclaredField(name);
                    flag.setAccessible(true);
                    return MethodHandles.lookup().unreflectGetter(flag).asType(OF_QUERY);
                }
            }
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.atInfo().setCause(e).log("cursors are reported without where they were taken");
        }
        return null;
    }
}
