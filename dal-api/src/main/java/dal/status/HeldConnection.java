package dal.status;

import dal.tenant.TenantId;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A connection that is held for longer than the process allows.
 *
 * @param pool whose it is: tells class, cluster and node
 * @param tenant for whom it is held; null for work of no tenant
 * @param what holds it: {@code statement}, {@code batch}, {@code cursor}, {@code transaction} or {@code connection}
 * @param held for how long, when that was noticed
 * @param thread the name of the thread that took it
 * @param stack of that thread, innermost call first
 * @param stackOfTaking whether the stack is that of the moment it was taken. Else it is that of the moment it was noticed: the work is bound to the call that runs, so
 *     whoever took it stands in there
 */
public record HeldConnection(
        PoolName pool,
        @Nullable TenantId tenant,
        String what,
        Duration held,
        String thread,
        List<StackTraceElement> stack,
        boolean stackOfTaking) {

    public HeldConnection {
        Objects.requireNonNull(pool, "pool");
        Objects.requireNonNull(what, "what");
        stack = List.copyOf(stack);
    }
}
