package dal.telemetry.health;

import java.util.List;

/**
 * The body of {@code GET /api/admin/monitoring/connections/pool}.
 *
 * @param timestamp when this was found, ISO 8601 in UTC
 * @param pools every open pool
 */
public record ConnectionPools(String timestamp, List<Pool> pools) {

    public ConnectionPools {
        pools = List.copyOf(pools);
    }

    /**
     * One pool.
     *
     * @param name all of what follows up to its purpose, in one
     * @param tenantClass whose it is
     * @param cluster where its node stands
     * @param node which node it connects to
     * @param purpose {@code primary}, {@code fallback} or {@code replica}
     * @param max most connections it may hold
     * @param total connections it holds
     * @param active of those, in use
     * @param idle of those, free
     * @param waiting calls that wait for one
     * @param utilisationPercent connections in use, in per cent of {@code max}, rounded down
     */
    public record Pool(
            String name,
            String tenantClass,
            String cluster,
            String node,
            String purpose,
            int max,
            int total,
            int active,
            int idle,
            int waiting,
            int utilisationPercent) {}
}
