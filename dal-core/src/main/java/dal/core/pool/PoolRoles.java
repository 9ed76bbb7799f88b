package dal.core.pool;

import dal.spi.TopologySnapshot;
import dal.status.PoolName;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Tells pools what is observed of their nodes: one observation at a time, and to a pool that is opened meanwhile what came before it. Thread-safe. */
final class PoolRoles {

    private final Consumer<PoolName> retire;
    private final ReentrantLock watching = new ReentrantLock();
    private final NodeWatch watch = new NodeWatch();

    /** Retired, and their nodes still play another role: whoever was sent there before is late. */
    private final Set<PoolName> outlived = new HashSet<>();

    /** @param retire ends a pool whose node does not play its role any more */
    PoolRoles(Consumer<PoolName> retire) {
        this.retire = retire;
    }

    /** Tells a pool that was just opened what was observed of its node while it was, or before. */
    void opened(ConnectionPool pool) {
        PoolName name = pool.name();
        watching.lock();
        try {
            if (outlived.contains(name)) {
                retire.accept(name);
            } else if (watch.isLost(name.cluster(), name.node())) {
                pool.lost();
            }
        } finally {
            watching.unlock();
        }
    }

    /** Tells all that are open; nothing if a later observation was seen before. */
    void follow(TopologySnapshot topology, Supplier<Stream<ConnectionPool>> open) {
        watching.lock();
        try {
            if (!watch.observe(topology)) {
                return;
            }
            outlived.removeIf(name -> name.cluster().equals(topology.cluster())
                    && (!NodeWatch.isMember(name, topology) || NodeWatch.serves(name, topology)));
            open.get()
                    .filter(pool -> pool.name().cluster().equals(topology.cluster()))
                    .forEach(pool -> follow(pool, topology));
        } finally {
            watching.unlock();
        }
    }

    private void follow(ConnectionPool pool, TopologySnapshot topology) {
        PoolName name = pool.name();
        if (!NodeWatch.serves(name, topology)) {
            if (NodeWatch.isMember(name, topology)) {
                outlived.add(name);
            }
            retire.accept(name);
        } else if (watch.isLost(name.cluster(), name.node())) {
            pool.lost();
        } else {
            pool.found();
        }
    }
}
