package dal.core.tenancy;

import static dal.core.testkit.Layer.ACME;
import static dal.core.testkit.Layer.BOUND;
import static dal.core.testkit.Layer.GLOBEX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.table;

import com.google.inject.multibindings.OptionalBinder;
import dal.config.DataAccessConfig;
import dal.config.TenantClassConfig;
import dal.core.testkit.Division;
import dal.core.testkit.Layer;
import dal.error.InvalidUseException;
import dal.spi.TenantCatalog;
import dal.tenant.TenantClassName;
import dal.tenant.TenantId;
import dal.tenant.TenantPlacement;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jooq.DSLContext;
import org.jooq.Record1;
import org.jooq.Select;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** P2 where a tenant moves, while it works, between a class of policies and one of schemas on the same servers: it sees its own rows or is refused, whichever moment it is. */
@PostgresTest(replicas = 1, pools = "it/")
class MovingIsolationIT {

    private static final TenantClassName SCHEMAS = TenantClassName.of("schemas");
    private static final Map<TenantId, List<String>> OWN = Map.of(
            ACME, List.of("acme-1", "acme-2", "acme-3"),
            GLOBEX, List.of("globex-1", "globex-2"));
    private static final Select<Record1<String>> NOTES_BY_SCHEMA =
            select(field(name("public", "note", "text"), String.class)).from(table(name("public", "note")));
    private static final int WORKERS = 4;
    private static final int ROUNDS = 4;

    private static final Map<TenantId, TenantPlacement> PLACED = new ConcurrentHashMap<>();
    private static Layer layer;

    @BeforeAll
    static void start(TestDatabase database) {
        for (Division division : Division.values()) {
            division.create(database);
            division.fill(database);
        }
        OWN.keySet().forEach(tenant -> PLACED.put(tenant, TenantPlacement.in(BOUND)));
        layer = Layer.configured(
                database,
                MovingIsolationIT::oneMoreClass,
                binder -> OptionalBinder.newOptionalBinder(binder, TenantCatalog.class)
                        .setBinding()
                        .toInstance(tenant -> Optional.ofNullable(PLACED.get(tenant))));
    }

    private static DataAccessConfig oneMoreClass(DataAccessConfig config) {
        TenantClassConfig bound = Objects.requireNonNull(config.classes().get(BOUND));
        Map<TenantClassName, TenantClassConfig> classes = new LinkedHashMap<>(config.classes());
        classes.put(
                SCHEMAS,
                new TenantClassConfig(
                        SCHEMAS,
                        bound.cluster(),
                        Division.SCHEMAS.isolation(),
                        bound.pools(),
                        bound.consistency(),
                        bound.statementTimeout(),
                        bound.queryTimeout(),
                        bound.slowQueryThreshold(),
                        bound.eager()));
        return new DataAccessConfig(
                config.applicationName(),
                config.clusters(),
                classes,
                config.tenants(),
                config.monitor(),
                config.routing(),
                config.shutdown());
    }

    @AfterAll
    static void stop() {
        layer.close();
    }

    @Test
    @Timeout(120)
    void itSeesItsOwnRowsOrIsRefused() throws Exception {
        AtomicInteger seen = new AtomicInteger();
        try (ExecutorService threads = Executors.newFixedThreadPool(WORKERS)) {
            List<Future<?>> workers = new ArrayList<>();
            for (int i = 0; i < WORKERS; i++) {
                TenantId tenant = i % 2 == 0 ? ACME : GLOBEX;
                workers.add(threads.submit(() -> {
                    for (int round = 0; round < ROUNDS; round++) {
                        for (ReadPath path : ReadPath.values()) {
                            work(path, tenant, seen);
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> worker : workers) {
                worker.get();
            }
        }
        assertThat(seen.get())
                .as("most were not refused")
                .isGreaterThan(WORKERS * ROUNDS * ReadPath.values().length / 2);
        assertThat(layer.databases().status().pools())
                .extracting(pool -> pool.name().tenantClass())
                .as("it did move: both classes served it")
                .contains(BOUND, SCHEMAS);
        layer.pools().assertClean();
    }

    @Test
    void whatNamesASchemaIsRefusedOnceTheTenantHasMovedToOneOfItsOwn() {
        PLACED.put(ACME, TenantPlacement.in(BOUND));
        DSLContext ofPolicies = layer.database(ACME).dsl();
        assertThat(ofPolicies.fetchValues(NOTES_BY_SCHEMA)).containsExactlyInAnyOrderElementsOf(own(ACME));
        PLACED.put(ACME, TenantPlacement.in(SCHEMAS));
        assertThatThrownBy(() -> ofPolicies.fetchValues(NOTES_BY_SCHEMA))
                .isInstanceOf(InvalidUseException.class)
                .hasMessageContaining("render the names of schemas");
        assertThat(layer.database(ACME).dsl().fetchValues(NOTES_BY_SCHEMA))
                .containsExactlyInAnyOrderElementsOf(own(ACME));
    }

    private static List<String> own(TenantId tenant) {
        return Objects.requireNonNull(OWN.get(tenant));
    }

    private static void work(ReadPath path, TenantId tenant, AtomicInteger seen) throws Exception {
        PLACED.compute(
                tenant,
                (id, placed) -> TenantPlacement.in(
                        Objects.requireNonNull(placed).tenantClass().equals(BOUND) ? SCHEMAS : BOUND));
        try {
            assertThat(path.texts(layer.database(tenant)))
                    .as(path.name())
                    .containsExactlyInAnyOrderElementsOf(own(tenant));
            seen.incrementAndGet();
        } catch (InvalidUseException | CompletionException e) {
            // Rendered for the class it was of a moment ago.
            assertThat(e instanceof CompletionException ? e.getCause() : e)
                    .isInstanceOf(InvalidUseException.class)
                    .hasMessageContaining("render the names of schemas");
        }
    }
}
