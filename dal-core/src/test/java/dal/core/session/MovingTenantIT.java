package dal.core.session;

import static dal.core.testkit.Layer.ACME;
import static dal.core.testkit.Notes.NOTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.inject.multibindings.OptionalBinder;
import dal.Session;
import dal.TenantDatabase;
import dal.cluster.ClusterName;
import dal.config.ClusterConfig;
import dal.config.DataAccessConfig;
import dal.config.TenantClassConfig;
import dal.consistency.Consistency;
import dal.core.testkit.Layer;
import dal.core.testkit.Notes;
import dal.core.testkit.Notes.Note;
import dal.core.testkit.Watched;
import dal.error.InvalidTokenException;
import dal.error.TenantSuspendedException;
import dal.spi.TenantCatalog;
import dal.status.PoolStatus;
import dal.tenant.TenantClassName;
import dal.tenant.TenantPlacement;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jooq.Cursor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A tenant that moves to another class while it is at work: what runs finishes where it began, what is new goes to the new class's pools. */
@PostgresTest(replicas = 1, pools = "it/")
class MovingTenantIT {

    private static final TenantClassName BEFORE = Layer.BOUND;
    private static final TenantClassName AFTER = TenantClassName.of("after");
    private static final TenantClassName FAR = TenantClassName.of("far");
    private static final ClusterName ELSEWHERE = ClusterName.of("elsewhere");

    private static final Watched WATCHED = new Watched();
    private static Layer layer;
    private static volatile TenantPlacement placement = TenantPlacement.in(BEFORE);

    private TenantDatabase acme;

    @BeforeAll
    static void start(TestDatabase database) {
        Notes.create(database);
        layer = Layer.configured(
                database,
                MovingTenantIT::moreClasses,
                WATCHED,
                binder -> OptionalBinder.newOptionalBinder(binder, TenantCatalog.class)
                        .setBinding()
                        .toInstance(tenant -> Optional.of(placement)));
    }

    /** Another class on the same cluster, and one on another, which here are the same servers. */
    private static DataAccessConfig moreClasses(DataAccessConfig config) {
        TenantClassConfig before = Objects.requireNonNull(config.classes().get(BEFORE));
        ClusterConfig main = Objects.requireNonNull(config.clusters().get(Layer.CLUSTER));
        Map<TenantClassName, TenantClassConfig> classes = new LinkedHashMap<>(config.classes());
        classes.put(AFTER, copy(before, AFTER, Layer.CLUSTER));
        classes.put(FAR, copy(before, FAR, ELSEWHERE));
        return new DataAccessConfig(
                config.applicationName(),
                Map.of(Layer.CLUSTER, main, ELSEWHERE, new ClusterConfig(ELSEWHERE, main.nodes(), null)),
                classes,
                config.tenants(),
                config.monitor(),
                config.routing(),
                config.shutdown());
    }

    private static TenantClassConfig copy(TenantClassConfig of, TenantClassName name, ClusterName cluster) {
        return new TenantClassConfig(
                name,
                cluster,
                of.isolation(),
                of.pools(),
                of.consistency(),
                of.statementTimeout(),
                of.queryTimeout(),
                of.slowQueryThreshold(),
                of.eager());
    }

    @AfterAll
    static void stop() {
        layer.close();
    }

    @BeforeEach
    void rows(TestDatabase database) {
        Notes.fill(database);
        placement = TenantPlacement.in(BEFORE);
        WATCHED.ended().clear();
        acme = layer.database(ACME);
    }

    @AfterEach
    void nothingIsHeld() {
        layer.pools().assertNothingHeld();
        assertThat(layer.routing().unbalanced()).isEmpty();
    }

    private static void moveTo(TenantClassName tenantClass) {
        placement = TenantPlacement.in(tenantClass);
    }

    private static int active(TenantClassName tenantClass) {
        return layer.databases().status().pools().stream()
                .filter(pool -> pool.name().tenantClass().equals(tenantClass))
                .mapToInt(PoolStatus::active)
                .sum();
    }

    private static TenantClassName lastClass() {
        return WATCHED.ended().getLast().execution().tenantClass();
    }

    @Test
    void newWorkGoesToTheNewClassAtOnce() {
        assertThat(acme.dsl().fetchCount(NOTES)).isEqualTo(3);
        assertThat(lastClass()).isEqualTo(BEFORE);

        moveTo(AFTER);
        assertThat(acme.dsl().fetchCount(NOTES)).isEqualTo(3);
        assertThat(lastClass()).isEqualTo(AFTER);
        assertThat(layer.databases().status().pools())
                .extracting(pool -> pool.name().tenantClass())
                .contains(BEFORE, AFTER);
    }

    @Test
    void aTransactionThatIsOpenCommitsWhereItBegan(TestDatabase database) {
        acme.useTransaction(transaction -> {
            transaction.dsl().deleteFrom(NOTES).where(NOTES.id.eq(1)).execute();
            moveTo(AFTER);
            acme.dsl().deleteFrom(NOTES).where(NOTES.id.eq(2)).execute();
            assertThat(active(BEFORE)).isEqualTo(1);
            assertThat(active(AFTER)).isZero();
        });
        assertThat(lastClass()).isEqualTo(BEFORE);
        assertThat(Notes.of(database, "acme")).containsExactly("acme-3");
    }

    @Test
    void aBlockOfReadsGoesOnWhereItBegan() {
        acme.read(dsl -> {
            assertThat(dsl.fetchCount(NOTES)).isEqualTo(3);
            moveTo(AFTER);
            assertThat(dsl.fetchCount(NOTES)).isEqualTo(3);
            assertThat(lastClass()).isEqualTo(BEFORE);
            return dsl;
        });
        assertThat(acme.dsl().fetchCount(NOTES)).isEqualTo(3);
        assertThat(lastClass()).isEqualTo(AFTER);
    }

    @Test
    void aCursorIsReadToItsEndWhereItBegan() {
        try (Cursor<Note> cursor = acme.dsl().selectFrom(NOTES).fetchLazy()) {
            assertThat(cursor.fetchNext()).isNotNull();
            moveTo(AFTER);
            assertThat(acme.dsl().fetchCount(NOTES)).isEqualTo(3);
            assertThat(cursor.fetch()).hasSize(2);
        }
    }

    @Test
    void aTransactionThatIsOpenFinishesThoughTheTenantIsSuspended(TestDatabase database) {
        acme.useTransaction(transaction -> {
            transaction.dsl().deleteFrom(NOTES).execute();
            placement = new TenantPlacement(BEFORE, 1, true);
            acme.dsl().insertInto(NOTES, NOTES.id, NOTES.text).values(9, "last").execute();
        });
        assertThat(Notes.of(database, "acme")).containsExactly("last");
        assertThatExceptionOfType(TenantSuspendedException.class)
                .isThrownBy(() -> acme.dsl().fetchCount(NOTES));
    }

    @Test
    void aSessionGoesOnInAnotherClassOfTheSameCluster() {
        Session session = layer.databases().session(ACME);
        session.dsl().deleteFrom(NOTES).where(NOTES.id.eq(1)).execute();
        var written = session.token();

        moveTo(AFTER);
        assertThat(layer.databases().session(ACME, written).token()).isEqualTo(written);
        layer.routing().requests().clear();
        session.dsl().fetchCount(NOTES);
        assertThat(layer.routing().requests()).first().satisfies(request -> {
            assertThat(request.tenantClass()).isEqualTo(AFTER);
            assertThat(request.consistency()).isEqualTo(Consistency.atLeast(written));
        });
        session.dsl().deleteFrom(NOTES).where(NOTES.id.eq(2)).execute();
        assertThat(session.token().position()).isGreaterThan(written.position());
    }

    @Test
    void aSessionIsRefusedOnAnotherCluster(TestDatabase database) {
        Session session = layer.databases().session(ACME);
        session.dsl().deleteFrom(NOTES).where(NOTES.id.eq(1)).execute();
        var written = session.token();

        moveTo(FAR);
        refused(() -> session.dsl().fetchCount(NOTES));
        refused(() -> session.dsl().deleteFrom(NOTES).execute());
        refused(() -> session.dsl().connection(connection -> {}));
        refused(() -> session.read(dsl -> dsl.fetchCount(NOTES)));
        refused(() -> session.useTransaction(transaction -> {}));
        refused(() -> session.dsl().transaction(inner -> {}));
        refused(() -> acme.useTransaction(transaction -> session.dsl().fetchCount(NOTES)));
        assertThatExceptionOfType(InvalidTokenException.class)
                .isThrownBy(() -> layer.databases().session(ACME, written));
        assertThat(session.token()).isEqualTo(written);
        assertThat(Notes.of(database, "acme")).hasSize(2);

        Session fresh = layer.databases().session(ACME);
        fresh.dsl().deleteFrom(NOTES).execute();
        assertThat(fresh.token().cluster()).isEqualTo(ELSEWHERE);
        assertThat(Notes.of(database, "acme")).isEmpty();
    }

    private static void refused(ThrowingCallable work) {
        assertThatExceptionOfType(InvalidTokenException.class)
                .isThrownBy(work)
                .withMessageContaining("from cluster 'main' to 'elsewhere'")
                .withMessageContaining("begin a new session");
    }
}
