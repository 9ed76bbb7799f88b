package dal.benchmarks.path;

import static dal.benchmarks.path.TenantTable.ONE;
import static dal.benchmarks.path.TenantTable.TWO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dal.TenantDatabase;
import dal.spi.TenantCatalog;
import dal.tenant.TenantClassName;
import dal.tenant.TenantId;
import dal.testing.cluster.PostgresCluster;
import dal.testing.cluster.PostgresNode;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The tenant catalog outlives its primary, and hears of changes on the next one. */
@PostgresTest(replicas = 1, shared = false)
class TenantTableFailoverIT {

    private static final TenantId ACME = TenantId.of("acme");
    private static final Duration LONG = Duration.ofSeconds(60);

    @BeforeAll
    static void schema(TestDatabase database) {
        TenantTable.create(database, ACME.value());
    }

    private static TenantClassName classOf(WholeLayer layer) {
        return layer.get(TenantCatalog.class).find(ACME).orElseThrow().tenantClass();
    }

    @Test
    void knowsItsTenantsWithoutAPrimaryAndHearsOfChangesOnTheNext(TestDatabase database, PostgresCluster cluster) {
        PostgresNode old = cluster.primary();
        PostgresNode next = cluster.replicas().getFirst();
        try (WholeLayer layer = TenantTable.open(database)) {
            TenantDatabase acme = layer.databases().database(ACME);
            assertThat(acme.dsl().fetchValue("select 1")).isEqualTo(1);
            TenantTable.move(database, old, ACME.value(), TWO);
            await().atMost(LONG).until(() -> classOf(layer).equals(TWO));

            old.kill();
            assertThat(classOf(layer)).isEqualTo(TWO);
            int read = acme.read(dsl -> dsl.fetchSingle("select 1").get(0, Integer.class));
            assertThat(read).isEqualTo(1);

            next.promote();
            TenantTable.move(database, next, ACME.value(), ONE);
            await().atMost(LONG).until(() -> classOf(layer).equals(ONE));
            await().atMost(LONG)
                    .ignoreExceptions()
                    .until(() -> Integer.valueOf(1).equals(acme.dsl().fetchValue("select 1")));
        }
    }
}
