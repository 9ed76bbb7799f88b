package dal.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The limits of one pool.
 *
 * @param max most connections, at least 1
 * @param min connections kept open when idle, 0 to {@code max}
 * @param acquireTimeout longest wait for a connection, from 250 ms
 * @param idleTimeout how long a connection beyond {@code min} may stay idle, from 10 s; zero for ever
 * @param maxLifetime when a connection is replaced, from 30 s; zero for never
 * @param keepalive how often an idle connection is kept alive, from 30 s and below {@code maxLifetime}; zero for never
 * @param sizeByDefault whether nobody chose {@code max}: then the pool shrinks to {@link #DEFAULT_MAX_THROUGH_POOLER} where a pooler is found before its server
 */
public record PoolConfig(
        int max,
        int min,
        Duration acquireTimeout,
        Duration idleTimeout,
        Duration maxLifetime,
        Duration keepalive,
        boolean sizeByDefault) {

    /** A pooler multiplies connections itself; many in front of it only queue there. */
    public static final int DEFAULT_MAX_THROUGH_POOLER = 5;

    /** 20 connections, 2 of them kept, 5 s, 30 s, 10 min, 30 s. */
    public static final PoolConfig DEFAULT = new PoolConfig(
            20, 2, Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofMinutes(10), Duration.ofSeconds(30), true);

    /**
     * Checks the limits.
     *
     * @throws IllegalArgumentException listing every limit that cannot be met
     */
    public PoolConfig {
        List<String> faults = faults(max, min, acquireTimeout, idleTimeout, maxLifetime, keepalive);
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", faults));
        }
    }

    /** Of a size that was chosen. */
    public PoolConfig(
            int max, int min, Duration acquireTimeout, Duration idleTimeout, Duration maxLifetime, Duration keepalive) {
        this(max, min, acquireTimeout, idleTimeout, maxLifetime, keepalive, false);
    }

    /** The same with other sizes, which count as chosen. */
    public PoolConfig withSize(int newMax, int newMin) {
        return new PoolConfig(newMax, newMin, acquireTimeout, idleTimeout, maxLifetime, keepalive);
    }

    /** What cannot be met, each beginning with the key it is about. */
    static List<String> faults(
            int max, int min, Duration acquireTimeout, Duration idleTimeout, Duration maxLifetime, Duration keepalive) {
        List<String> faults = new ArrayList<>();
        if (max < 1) {
            faults.add("max has to be at least 1, not " + max);
        }
        if (min < 0 || min > Math.max(max, 0)) {
            faults.add("min has to lie between 0 and max (" + max + "), not " + min);
        }
        atLeast(faults, "acquire-timeout", acquireTimeout, Duration.ofMillis(250), false);
        atLeast(faults, "idle-timeout", idleTimeout, Duration.ofSeconds(10), true);
        atLeast(faults, "max-lifetime", maxLifetime, Duration.ofSeconds(30), true);
        atLeast(faults, "keepalive", keepalive, Duration.ofSeconds(30), true);
        if (keepalive.isPositive() && maxLifetime.isPositive() && keepalive.compareTo(maxLifetime) >= 0) {
            faults.add("keepalive has to be shorter than max-lifetime (" + maxLifetime + "), not " + keepalive);
        }
        return faults;
    }

    private static void atLeast(List<String> faults, String key, Duration value, Duration least, boolean zeroAllowed) {
        if (zeroAllowed && value.isZero()) {
            return;
        }
        if (value.compareTo(least) < 0) {
            faults.add(key + " has to be at least " + least + (zeroAllowed ? " or 0" : "") + ", not " + value);
        }
    }
}
