package dal.benchmarks.layer;

import dal.testing.cluster.PostgresNode;
import dal.testing.fault.WireProxy;
import java.util.List;

/** A proxy before each of some nodes. */
public final class Wires implements AutoCloseable {

    private final List<WireProxy> proxies;

    private Wires(List<WireProxy> proxies) {
        this.proxies = proxies;
    }

    public static Wires before(List<PostgresNode> nodes) {
        return new Wires(nodes.stream().map(WireProxy::to).toList());
    }

    /** Where each listens. */
    public List<Integer> ports() {
        return proxies.stream().map(WireProxy::port).toList();
    }

    /** The proxies, in the order of their nodes. */
    public List<WireProxy> proxies() {
        return proxies;
    }

    @Override
    public void close() {
        proxies.forEach(WireProxy::close);
    }
}
