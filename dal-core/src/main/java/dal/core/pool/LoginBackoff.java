package dal.core.pool;

import dal.core.failure.SqlFailures;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * When a server that refuses to log a pool in is asked again. Such a server is well, and will say the same in a moment; asking it over and over costs it an
 * authentication each time, and locks accounts where somebody counts. So the pause doubles with each refusal, up to a limit short enough that a corrected password
 * is soon noticed, and is made shorter or longer at random, so that many processes do not ask at one moment. One that has no room for another connection may have
 * some any moment: its limit is lower. Not thread-safe.
 */
final class LoginBackoff {

    static final Duration FIRST = Duration.ofMillis(250);
    static final Duration LONGEST = Duration.ofSeconds(10);
    static final Duration LONGEST_WITHOUT_ROOM = Duration.ofSeconds(1);

    /** By which share a pause is made shorter or longer. */
    static final double JITTER = 0.2;

    /**
     * A server that refuses.
     *
     * @param error what it said
     * @param until when it is asked again, by {@link System#nanoTime()}
     */
    record Refusal(SQLException error, long until) {}

    private final DoubleSupplier random;
    private Duration next = FIRST;

    /** @param random from 0 to 1 */
    LoginBackoff(DoubleSupplier random) {
        this.random = random;
    }

    /** The server let the pool in, or is another since. */
    void reset() {
        next = FIRST;
    }

    /** The server failed an attempt at that moment. Null if that was no refusal. */
    @Nullable
    Refusal failed(SQLException error, long now) {
        Duration longest = longest(SqlFailures.sqlState(error));
        if (longest.isZero()) {
            reset();
            return null;
        }
        Duration pause = next.compareTo(longest) > 0 ? longest : next;
        next = pause.multipliedBy(2);
        double share = 1 + JITTER * (2 * random.getAsDouble() - 1);
        return new Refusal(error, now + (long) (pause.toNanos() * share));
    }

    /** PostgreSQL's states, appendix A of its manual. */
    private static Duration longest(@Nullable String sqlState) {
        return switch (sqlState == null ? "" : sqlState) {
            // Wrong password; no such role, or none that may come from here; no such database; no right to connect to
            // it; and the driver's own: the server asks for a password and none is known, or for what it cannot do.
            case "28P01", "28000", "3D000", "42501", "08004" -> LONGEST;
            // Too many connections, of all or of the role or database.
            case "53300" -> LONGEST_WITHOUT_ROOM;
            // protocol_violation: what PgBouncer says whatever the reason, a role that it does not know as well as
            // having no room, so it is taken for what may change any moment.
            case "08P01" -> LONGEST_WITHOUT_ROOM;
            default -> Duration.ZERO;
        };
    }
}
