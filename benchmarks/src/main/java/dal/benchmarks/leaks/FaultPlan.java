package dal.benchmarks.leaks;

import java.lang.reflect.Method;
import java.sql.SQLException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Which call of the driver fails, on the thread that planned it: the n-th from then on. Calls of other threads, such as those that make connections, pass, and
 * so do methods that the driver declares not to fail. Thread-safe.
 */
final class FaultPlan {

    @SuppressWarnings("ThreadLocalUsage") // One for each run, of which a process has one.
    private final ThreadLocal<@Nullable Planned> planned = new ThreadLocal<>();

    /** The {@code call}-th call of this thread fails, before it reaches the driver or after it has done its work. */
    void plan(int call, Fault fault, boolean afterwards) {
        planned.set(new Planned(call, fault, afterwards));
    }

    /** Whether this thread has planned a failure. */
    boolean isMade() {
        return planned.get() != null;
    }

    /** Ends the plan; whether its call was made. */
    boolean end() {
        Planned plan = planned.get();
        planned.remove();
        return plan != null && plan.left <= 0;
    }

    /** Makes a call, which may fail. */
    @Nullable
    Object call(Method method, Call call, Runnable breaking) throws Throwable {
        Planned plan = planned.get();
        boolean fails = plan != null && mayFail(method) && --plan.left == 0;
        if (plan == null || !fails) {
            return call.make();
        }
        if (plan.fault == Fault.LOST) {
            breaking.run();
        }
        if (plan.afterwards) {
            try {
                Object unused = call.make();
            } catch (SQLException e) {
                // It fails either way.
            }
        }
        throw plan.fault.thrown();
    }

    private static boolean mayFail(Method method) {
        return Arrays.asList(method.getExceptionTypes()).contains(SQLException.class)
                && !"isWrapperFor".equals(method.getName())
                && !"unwrap".equals(method.getName());
    }

    /** A call of the driver. */
    @FunctionalInterface
    interface Call {
        @Nullable
        Object make() throws Throwable;
    }

    private static final class Planned {

        private int left;
        private final Fault fault;
        private final boolean afterwards;

        Planned(int left, Fault fault, boolean afterwards) {
            this.left = left;
            this.fault = fault;
            this.afterwards = afterwards;
        }
    }
}
