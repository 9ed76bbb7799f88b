package dal.core.catalog;

import dal.config.TenantTableConfig;
import dal.error.CancelledException;
import dal.error.ErrorContext;
import dal.error.NodeUnavailableException;
import dal.spi.TenantCatalog;
import dal.tenant.TenantId;
import dal.tenant.TenantPlacement;
import java.time.Duration;
import java.util.Optional;

/**
 * Looks a tenant up: in what is known of the table, without locks; else in the configuration; else in the table once more, since it may have been added a moment
 * ago, but not more often than once a second, whoever asks. Before the table was read at all it waits for that. Thread-safe.
 */
final class Lookup implements TenantCatalog {

    /** How long work of a tenant nobody knows waits for the table to be read once more. */
    private static final Duration LONGEST_SECOND_LOOK = Duration.ofSeconds(1);

    private final TenantTableConfig table;
    private final TenantCatalog otherwise;
    private final Reading reading;
    private final Duration longestFirstLook;

    /**
     * @param otherwise asked for those who do not stand in the table
     * @param longestFirstLook how long work waits at a cold start
     */
    Lookup(TenantTableConfig table, TenantCatalog otherwise, Reading reading, Duration longestFirstLook) {
        this.table = table;
        this.otherwise = otherwise;
        this.reading = reading;
        this.longestFirstLook = longestFirstLook;
    }

    @Override
    public Optional<TenantPlacement> find(TenantId tenant) {
        Optional<TenantPlacement> placed = reading.latest().find(tenant);
        return placed != null ? placed : findElsewhere(tenant);
    }

    private Optional<TenantPlacement> findElsewhere(TenantId tenant) {
        try {
            if (!reading.isKnown()) {
                awaitFirst(tenant);
                Optional<TenantPlacement> placed = reading.latest().find(tenant);
                if (placed != null) {
                    return placed;
                }
            }
            Optional<TenantPlacement> configured = otherwise.find(tenant);
            if (configured.isPresent()) {
                return configured;
            }
            reading.awaitAnother(LONGEST_SECOND_LOOK);
            Optional<TenantPlacement> placed = reading.latest().find(tenant);
            return placed != null ? placed : Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancelledException(
                    "The call was interrupted while it waited for the tenant catalog", context(tenant), null);
        }
    }

    private void awaitFirst(TenantId tenant) throws InterruptedException {
        if (!reading.awaitKnown(longestFirstLook)) {
            throw new NodeUnavailableException(
                    "The tenant catalog has not been read since this process started, and was waited for "
                            + longestFirstLook + ": table " + table.table() + ", through door '" + table.door() + "'",
                    context(tenant),
                    reading.failure());
        }
    }

    private static ErrorContext context(TenantId tenant) {
        return new ErrorContext(tenant, null, null, null);
    }
}
