package dal.testing.leak;

import dal.testing.cluster.PostgresCluster;
import dal.testing.cluster.PostgresNode;
import dal.testing.cluster.internal.Polling;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * Compares the client connections to one database, on every node that runs, before and after a piece of work. A
 * connection needs a moment to end after it was closed: the check waits for that, for at most five seconds. Costs one
 * short connection per node and look. Not thread-safe.
 */
public final class LeakCheck {
    /** A server's process ends after its client has closed the connection; on a busy machine, seconds after. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final PostgresCluster cluster;
    private final String database;
    private final List<String> pools;
    private List<ClientBackend> known = List.of();
    private final List<ClientBackend> reported = new ArrayList<>();

    /**
     * @param pools what the application names of pools begin with that outlive the work: their connections may be idle
     *     after it, but not in a transaction
     */
    public LeakCheck(PostgresCluster cluster, String database, List<String> pools) {
        this.cluster = cluster;
        this.database = database;
        this.pools = List.copyOf(pools);
    }

    /** Takes the connections there are now for granted. */
    public void begin() {
        known = backends();
    }

    /**
     * Looks for connections opened since it began.
     *
     * @throws ConnectionLeakError if there are some, but for idle ones of the pools
     */
    public void verify() {
        verify(() -> backends().stream()
                .filter(backend -> !backend.restsIn(pools))
                .filter(backend -> known.stream().noneMatch(backend::isSameAs))
                .toList());
    }

    /**
     * Looks for any connection at all.
     *
     * @throws ConnectionLeakError if there are some, but for those that were reported already
     */
    public void verifyNoneIsLeft() {
        verify(this::backends);
    }

    private void verify(Supplier<List<ClientBackend>> look) {
        AtomicReference<List<ClientBackend>> seen = new AtomicReference<>(List.of());
        boolean clean = Polling.holds(GRACE, () -> {
            List<ClientBackend> leaked = look.get().stream()
                    .filter(backend -> reported.stream().noneMatch(backend::isSameAs))
                    .toList();
            seen.set(leaked);
            return leaked.isEmpty();
        });
        if (!clean) {
            reported.addAll(seen.get());
            throw new ConnectionLeakError(database, seen.get());
        }
    }

    private List<ClientBackend> backends() {
        return cluster.nodes().stream()
                .filter(PostgresNode::isRunning)
                .flatMap(node -> ClientBackend.on(node, database).stream())
                .toList();
    }
}
