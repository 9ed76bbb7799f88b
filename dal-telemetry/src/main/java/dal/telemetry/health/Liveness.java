package dal.telemetry.health;

/**
 * Whether this process is worth keeping: until its manager is closed. A database that is away makes no process dead, and a new process would find it away too.
 *
 * @param alive whether it is
 * @param timestamp when this was found, ISO 8601 in UTC
 * @param state where the manager is in its life, lower case
 */
public record Liveness(boolean alive, String timestamp, String state) {}
