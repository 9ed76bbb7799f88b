package dal.core.pool;

import static dal.core.testkit.Layer.ACME;
import static dal.core.testkit.Notes.NOTES;
import static dal.transaction.TransactionOptions.defaults;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dal.TenantDatabase;
import dal.core.testkit.Layer;
import dal.core.testkit.Layer.Limits;
import dal.core.testkit.Notes;
import dal.error.DatabaseException;
import dal.testing.fault.WireProxy;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import dal.transaction.TransactionOptions;
import java.sql.Statement;
import java.time.Duration;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Work that changes something asks a connection whether it works, in a round trip, unless its server was heard from a moment ago. */
@PostgresTest
@Timeout(60)
class TrustedConnectionIT {

    /** A pool trusts a connection for half a second. */
    private static final Duration IDLE = Duration.ofMillis(600);

    private static final TransactionOptions READ_ONLY = defaults().asReadOnly();

    private WireProxy proxy;
    private Layer layer;
    private TenantDatabase acme;

    @BeforeAll
    static void schema(TestDatabase database) {
        Notes.create(database);
    }

    @BeforeEach
    void start(TestDatabase database) {
        proxy = WireProxy.to(database.cluster().primary());
        layer = Layer.open(database, node -> proxy.port(), Limits.USUAL.withConnections(1));
        acme = layer.database(ACME);
    }

    @AfterEach
    void stop() {
        layer.close();
        proxy.close();
    }

    private void write() {
        acme.dsl().update(NOTES).set(NOTES.text, "again").execute();
    }

    private static void rest() {
        long began = System.nanoTime();
        await().until(() -> System.nanoTime() - began > IDLE.toNanos());
    }

    /** The round trips of a write after a connection that had rested was used so: one, or two if it was asked first. */
    private long ofAWriteAfter(Runnable use) {
        write();
        rest();
        // Work that only reads takes a connection as it is; nothing is asked here.
        use.run();
        proxy.reset();
        write();
        return proxy.roundTrips();
    }

    @Test
    void aUseInWhichNothingWasHeardRenewsNoTrust() {
        assertThat(ofAWriteAfter(() -> acme.useTransaction(READ_ONLY, nothing -> {})))
                .as("an empty transaction")
                .isEqualTo(2);
        assertThat(ofAWriteAfter(() -> acme.useTransaction(
                        READ_ONLY,
                        transaction -> transaction
                                .dsl()
                                .connection(connection ->
                                        connection.prepareStatement("select 1").close()))))
                .as("a statement that was not executed")
                .isEqualTo(2);
    }

    @Test
    void aUseInWhichTheServerAnsweredRenewsIt() {
        assertThat(ofAWriteAfter(() -> acme.dsl().fetchCount(NOTES)))
                .as("a read")
                .isEqualTo(1);
        assertThat(ofAWriteAfter(() -> acme.useTransaction(
                        READ_ONLY, transaction -> transaction.dsl().fetchCount(NOTES))))
                .as("a transaction")
                .isEqualTo(1);
        assertThat(ofAWriteAfter(() -> acme.useTransaction(READ_ONLY, transaction -> {
                    transaction.dsl().fetchCount(NOTES);
                    transaction.setRollbackOnly();
                })))
                .as("a transaction that was rolled back")
                .isEqualTo(1);
        assertThat(ofAWriteAfter(() -> assertThatThrownBy(() -> acme.dsl().fetch("select 1 / 0"))
                        .isInstanceOf(DatabaseException.class)))
                .as("a read that the server refused")
                .isEqualTo(1);
        assertThat(ofAWriteAfter(() -> acme.dsl().execute("select pg_sleep(0.6)")))
                .as("a write that took longer than a connection is trusted")
                .isEqualTo(1);
        assertThat(ofAWriteAfter(() -> acme.atomic(DSL.query("select pg_sleep(0.6)"))))
                .as("statements applied together")
                .isEqualTo(1);
        assertThat(ofAWriteAfter(() -> acme.dsl().connection(connection -> {
                    try (Statement statement = connection.createStatement()) {
                        statement.execute("select pg_sleep(0.6)");
                    }
                })))
                .as("the caller's own use")
                .isEqualTo(1);
    }
}
