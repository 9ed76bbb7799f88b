package dal.telemetry;

import java.time.Duration;
import java.util.Set;

/**
 * How single statements are watched. {@link #DEFAULT} tells no bind value, asks the server for no plan, and leaves {@code application_name} alone.
 *
 * @param acquireSpanThreshold a wait for a connection that takes longer has a span of its own
 * @param traceInApplicationName whether {@code application_name} on the server carries the trace's id behind the service's name
 * @param statistics of how many different statements statistics are kept, the rest together; zero for none
 * @param loggedBinds the names of the parameters whose values slow-query lines may tell: of those made by jOOQ's {@code DSL.param(name, value)}
 * @param capturePlans whether the plan of a slow statement is asked for, over a connection of its own, and logged
 * @param planInterval how often the plan of one statement is asked for at most
 * @param planTimeout how long connecting, and the server's answer, may take
 */
public record StatementTelemetry(
        Duration acquireSpanThreshold,
        boolean traceInApplicationName,
        int statistics,
        Set<String> loggedBinds,
        boolean capturePlans,
        Duration planInterval,
        Duration planTimeout) {

    public static final StatementTelemetry DEFAULT = new StatementTelemetry(
            Duration.ofMillis(10), false, 1_000, Set.of(), false, Duration.ofHours(1), Duration.ofSeconds(5));

    public StatementTelemetry {
        loggedBinds = Set.copyOf(loggedBinds);
        requireNotNegative("acquire-span-threshold", acquireSpanThreshold);
        requireNotNegative("plan-interval", planInterval);
        if (!planTimeout.isPositive()) {
            throw new IllegalArgumentException("plan-timeout has to be positive: " + planTimeout);
        }
        if (statistics < 0) {
            throw new IllegalArgumentException("statistics may not be negative: " + statistics);
        }
    }

    /** The same with the trace's id in {@code application_name}, or without. */
    public StatementTelemetry withTraceInApplicationName(boolean carried) {
        return new StatementTelemetry(
                acquireSpanThreshold, carried, statistics, loggedBinds, capturePlans, planInterval, planTimeout);
    }

    /** The same with the values of those parameters in slow-query lines. */
    public StatementTelemetry withLoggedBinds(Set<String> names) {
        return new StatementTelemetry(
                acquireSpanThreshold,
                traceInApplicationName,
                statistics,
                names,
                capturePlans,
                planInterval,
                planTimeout);
    }

    /** The same with plans of slow statements, each at most once in that time. */
    public StatementTelemetry withPlans(Duration interval) {
        return new StatementTelemetry(
                acquireSpanThreshold, traceInApplicationName, statistics, loggedBinds, true, interval, planTimeout);
    }

    private static void requireNotNegative(String key, Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException(key + " may not be negative: " + value);
        }
    }
}
