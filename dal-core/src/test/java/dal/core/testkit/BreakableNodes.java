package dal.core.testkit;

import static dal.core.testkit.Layer.ACME;
import static org.assertj.core.api.Assertions.assertThat;

import dal.TenantDatabase;
import dal.core.testkit.Layer.Limits;
import dal.testing.cluster.PostgresNode;
import dal.testing.fault.WireProxy;
import dal.testing.junit.TestDatabase;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** What tests begin with that break nodes or cut them off: fresh notes, and a watched layer over the nodes. Nothing may be left behind in the end. */
public abstract class BreakableNodes {

    private final Limits limits;
    private final List<String> behindProxies;
    private final Map<String, WireProxy> proxies = new HashMap<>();

    protected TestDatabase database;
    protected PostgresNode primary;
    /** The first replica; the primary where there is none. */
    protected PostgresNode first;
    /** The last replica; the primary where there is none. */
    protected PostgresNode second;

    protected Watched watched;
    protected Layer layer;
    protected TenantDatabase acme;

    /**
     * @param behindProxies the names of the nodes that the layer reaches through proxies
     */
    protected BreakableNodes(Limits limits, String... behindProxies) {
        this.limits = limits;
        this.behindProxies = List.of(behindProxies);
    }

    @BeforeAll
    public static void createNotes(TestDatabase database) {
        Notes.create(database);
    }

    @BeforeEach
    public void openLayer(TestDatabase database) {
        this.database = database;
        primary = database.cluster().primary();
        List<PostgresNode> replicas = database.cluster().replicas();
        first = replicas.isEmpty() ? primary : replicas.getFirst();
        second = replicas.isEmpty() ? primary : replicas.getLast();
        Notes.fill(database);
        database.cluster().nodes().stream()
                .filter(node -> behindProxies.contains(node.name()))
                .forEach(node -> proxies.put(node.name(), WireProxy.to(node)));
        watched = new Watched();
        layer = Layer.open(
                database, node -> proxies.containsKey(node.name()) ? proxy(node).port() : node.port(), limits, watched);
        acme = layer.database(ACME);
    }

    @AfterEach
    public void closeLayer() {
        proxies.values().forEach(proxy -> proxy.blackhole(false));
        assertNothingLeft();
        assertThat(layer.routing().unbalanced()).isEmpty();
        assertThat(watched.running()).isZero();
        layer.close();
        proxies.values().forEach(WireProxy::close);
    }

    /** Whatever the test did, nothing is held, and what rests is clean. */
    protected void assertNothingLeft() {
        layer.pools().assertClean();
    }

    protected WireProxy proxy(PostgresNode node) {
        return Objects.requireNonNull(proxies.get(node.name()), "proxy");
    }
}
