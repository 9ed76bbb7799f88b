package dal.core.execution;

import dal.config.ConnectionConfig;
import dal.core.admission.Refusal;
import dal.core.pool.NoConnectionException;
import dal.error.CancelledException;
import dal.error.DatabaseException;
import dal.error.ErrorContext;
import dal.error.NodeUnavailableException;
import dal.error.PoolExhaustedException;
import dal.error.ShuttingDownException;
import dal.status.PoolStatus;
import java.time.Duration;
import java.util.Objects;

/** What a caller is told that a pool gave no connection. */
final class Refusals {

    private Refusals() {}

    /** @param limit how long it was to wait at most */
    static DatabaseException of(
            NoConnectionException none, Duration limit, ConnectionConfig server, ErrorContext context) {
        PoolStatus pool = none.pool();
        return switch (none.reason()) {
            case INTERRUPTED ->
                new CancelledException(
                        "The call was interrupted while it waited for a connection of pool " + pool.name(),
                        context,
                        null);
            case EXHAUSTED -> notAdmitted(none, limit, context);
            case REFUSED -> notConnected(none, limit, server, context);
            case LOST ->
                new NodeUnavailableException(
                        "Pool " + pool.name() + " has no connection: its node does not answer", context, null);
            case DISMISSED ->
                new ShuttingDownException(
                        "The call waited for a connection of pool " + pool.name()
                                + ", and this process is shutting down; nothing was sent",
                        context,
                        null);
            case RETIRED, CLOSED ->
                new NodeUnavailableException(
                        "Pool " + pool.name() + " gives out no connection: its node plays another role or left",
                        context,
                        null);
        };
    }

    private static NodeUnavailableException notConnected(
            NoConnectionException none, Duration limit, ConnectionConfig server, ErrorContext context) {
        String why = " (" + none.kind() + ", sslmode=" + server.tls().mode().value() + ")";
        String message = none.retryAfter()
                .map(after -> "Pool " + none.pool().name() + " has no connection: its server refuses to log in '"
                        + server.user() + "' to '" + server.database() + "'" + why + "; it is asked again in " + after)
                .orElseGet(() -> "Pool " + none.pool().name() + " could not connect within " + limit + why);
        return new NodeUnavailableException(
                message, context, none.getCause(), none.retryAfter().orElse(null));
    }

    private static PoolExhaustedException notAdmitted(
            NoConnectionException none, Duration limit, ErrorContext context) {
        Refusal refusal = Objects.requireNonNull(none.refusal(), "refusal");
        PoolExhaustedException.Reason reason = switch (refusal.reason()) {
            case WAITED_TOO_LONG, SHUT, DISMISSED -> PoolExhaustedException.Reason.WAITED_TOO_LONG;
            case TOO_MANY_WAITING -> PoolExhaustedException.Reason.TOO_MANY_WAITING;
            case SHED -> PoolExhaustedException.Reason.SHED;
            case HELD_BY_CALLER -> PoolExhaustedException.Reason.HELD_BY_CALLER;
        };
        String pool = "No connection of pool " + none.pool().name();
        String message = switch (refusal.reason()) {
            case WAITED_TOO_LONG, SHUT, DISMISSED ->
                pool + " became free within " + text(limit) + ": " + use(refusal) + advice(refusal);
            case TOO_MANY_WAITING ->
                pool + " is free, and too many calls wait for one: " + use(refusal) + advice(refusal);
            case SHED ->
                pool + " became free within " + text(refusal.waited())
                        + ", and calls of this tenant have waited too long for"
                        + " a while, so that they are refused early: " + use(refusal) + advice(refusal);
            case HELD_BY_CALLER ->
                pool + " is free, and this thread holds one already, so that it might wait for itself: " + use(refusal)
                        + "; end the first piece of work before the second, join its transaction, or raise the pool's max";
        };
        return new PoolExhaustedException(reason, refusal.retryAfter(), message, context, null);
    }

    private static String use(Refusal refusal) {
        String all = refusal.held() >= refusal.limit()
                ? "all " + refusal.limit() + " are in use"
                : refusal.held() + " of " + refusal.limit() + " are in use"
                        + (refusal.keepsSome() ? " and the rest is kept for tenants that hold none" : "");
        return all + ", " + refusal.tenantHeld() + " by this tenant, and " + refusal.waiting() + " calls wait, "
                + refusal.tenantWaiting() + " of them its own";
    }

    private static String advice(Refusal refusal) {
        return "; try again in " + text(refusal.retryAfter()) + ", or raise the pool's max";
    }

    private static String text(Duration duration) {
        return duration.toMillis() + " ms";
    }
}
