package dal.benchmarks.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dal.TenantDatabase;
import dal.benchmarks.pooler.PgBouncer;
import dal.cluster.ClusterName;
import dal.cluster.NodeName;
import dal.core.pool.Servers;
import dal.error.DatabaseException;
import dal.status.Alert;
import dal.tenant.TenantId;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.jooq.DSLContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A pooler in transaction mode that the configuration does not tell of: it is found, and from then on treated as if it did. */
@PostgresTest
class UndeclaredPoolerIT {

    private static final TenantId TENANT = TenantId.of("acme");

    /** More than it takes for the driver to prepare a text on the server. */
    private static final int OFTEN = 12;

    /** As many as the pooler has server connections, so that nobody waits long. */
    private static final int THREADS = 4;

    @BeforeEach
    void installed() {
        assumeTrue(PgBouncer.isInstalled(), "PgBouncer is not installed here (Debian: apt-get install pgbouncer)");
    }

    private static PgBouncer pooler(TestDatabase database) {
        return PgBouncer.before(database.cluster(), database.name(), database.applicationRole());
    }

    /** Pools are opened, and connect, as soon as the server was seen, and so before it was looked at. */
    private static WholeLayer through(PgBouncer pooler, TestDatabase database, boolean declared) {
        String uri = pooler.uri(database.cluster().primary(), database.applicationRole());
        Map<String, String> environment = new HashMap<>(WholeLayer.environment(database));
        environment.remove("DATABASE_REPLICA_URLS");
        environment.put("DATABASE_URL", declared ? uri : uri.replace("?pgbouncer=true", ""));
        environment.put("PG_POOL_MIN", "1");
        return WholeLayer.configuredBy("dal.classes.standard.eager = true", environment);
    }

    private static List<Alert> found(WholeLayer layer) {
        return layer.databases().status().alerts().stream()
                .filter(alert -> alert.name().equals("undeclared-pooler"))
                .toList();
    }

    private static boolean takenForPooler(WholeLayer layer) {
        Servers servers = layer.get(Servers.class);
        return servers.throughPooler(
                servers.node(ClusterName.of("main"), NodeName.of("primary")).connection());
    }

    private static boolean works(TenantDatabase tenant) {
        try {
            tenant.dsl().execute("select 1");
            return true;
        } catch (DatabaseException e) {
            return false;
        }
    }

    @Test
    void isFoundAndWorkGoesThroughItThoughPoolsWereOpenedBefore(TestDatabase database) throws Exception {
        try (PgBouncer pooler = pooler(database);
                WholeLayer layer = through(pooler, database, false)) {
            TenantDatabase tenant = layer.databases().database(TENANT);
            await().until(() -> works(tenant));
            await().until(() -> !found(layer).isEmpty());
            assertThat(takenForPooler(layer)).isTrue();

            sharesServerConnections(tenant);
        }
    }

    @Test
    void isNotFoundWhereItWasDeclaredAndPoolsAreSmall(TestDatabase database) throws Exception {
        try (PgBouncer pooler = pooler(database);
                WholeLayer layer = through(pooler, database, true)) {
            TenantDatabase tenant = layer.databases().database(TENANT);
            sharesServerConnections(tenant);
            assertThat(found(layer)).isEmpty();
            assertThat(layer.databases().status().pools())
                    .allSatisfy(pool -> assertThat(pool.max()).isLessThanOrEqualTo(5));
        }
    }

    @Test
    void aServerIsTakenForNone(TestDatabase database) {
        try (WholeLayer layer = WholeLayer.over(database)) {
            assertThat(works(layer.databases().database(TENANT))).isTrue();
            assertThat(takenForPooler(layer)).isFalse();
            assertThat(found(layer)).isEmpty();
        }
    }

    /** Each thread sends its own texts often enough for them to be prepared where they may be, on server connections that are handed around. */
    private static void sharesServerConnections(TenantDatabase tenant) throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(THREADS);
        List<Throwable> failed = new CopyOnWriteArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            int own = thread;
            threads.add(Thread.ofPlatform().start(() -> {
                try {
                    begun.countDown();
                    begun.await();
                    for (int i = 0; i < OFTEN; i++) {
                        assertThat(answer(tenant.dsl(), own)).isEqualTo(own);
                    }
                } catch (Throwable e) {
                    failed.add(e);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(failed).isEmpty();
    }

    private static int answer(DSLContext dsl, int own) {
        return Objects.requireNonNull(dsl.fetchSingle("select " + own + ", current_setting('app.tenant_id')")
                .get(0, Integer.class));
    }
}
