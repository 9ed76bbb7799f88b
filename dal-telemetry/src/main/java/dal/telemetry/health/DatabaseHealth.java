package dal.telemetry.health;

/**
 * The body of {@code GET /api/db/health}.
 *
 * @param ok whether the manager takes work and every cluster's one primary is known and answered
 * @param database the databases' names, comma-separated where there are several
 * @param timestamp when this was found, ISO 8601 in UTC
 * @param poolSize connections held by all pools
 * @param idleCount of those, free
 * @param waitingCount calls that wait for one
 */
public record DatabaseHealth(
        boolean ok, String database, String timestamp, int poolSize, int idleCount, int waitingCount) {}
