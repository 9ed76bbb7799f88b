package dal.core.execution;

import static dal.core.testkit.Layer.ACME;
import static dal.core.testkit.Layer.ALONE;
import static dal.core.testkit.Notes.NOTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dal.ReadOptions;
import dal.Session;
import dal.cluster.NodeName;
import dal.cluster.PoolPurpose;
import dal.cluster.Role;
import dal.consistency.Consistency;
import dal.core.testkit.BreakableNodes;
import dal.core.testkit.Layer.Limits;
import dal.core.testkit.Watched.Ended;
import dal.error.DatabaseException;
import dal.error.NodeUnavailableException;
import dal.error.StatementFailedException;
import dal.error.WriteOnReadRouteException;
import dal.spi.Execution.Kind;
import dal.spi.RouteDecision;
import dal.spi.RouteReason;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import dal.transaction.Isolation;
import dal.transaction.RetryPolicy;
import dal.transaction.TransactionOptions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jooq.Cursor;
import org.jooq.DSLContext;
import org.jooq.Record1;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** P3: what is asked of the primary is answered by no node that became a replica meanwhile, whoever still believes in it. */
@PostgresTest(replicas = 1)
class PrimaryCheckIT extends BreakableNodes {

    private static final NodeName PRIMARY = NodeName.of("primary");
    private static final NodeName REPLICA = NodeName.of("replica1");
    private static final ReadOptions STRONG = ReadOptions.defaults().withConsistency(Consistency.strong());
    private static final String TEXTS = "select distinct text from note";

    PrimaryCheckIT() {
        super(Limits.USUAL, "primary");
    }

    @BeforeAll
    static void plainTable(TestDatabase database) {
        database.execute("create table plain (text text)");
    }

    @AfterEach
    void resume() {
        first.resumeReplay();
    }

    /** The replica is believed to be the primary until it is asked, and has not heard of the latest write. */
    private void believeInTheReplica(PoolPurpose purpose) {
        first.pauseReplay();
        // Not the test database's own way, which waits for every replica.
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("update note set text = 'new'; truncate plain; insert into plain values ('new')");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        layer.routing()
                .decide(request -> layer.routing().probed().isEmpty()
                        ? new RouteDecision.Use(REPLICA, Role.PRIMARY, purpose, RouteReason.STRONG_READ)
                        : null);
    }

    private void assertMovedOnce() {
        assertThat(layer.routing().probed()).containsExactly(REPLICA);
        assertThat(watched.ended(Kind.RERUN)).extracting(Ended::node).containsExactly("primary");
    }

    private static List<String> texts(DSLContext dsl) {
        return dsl.selectDistinct(NOTES.text).from(NOTES).fetch(NOTES.text);
    }

    @Test
    void aStrongReadMoves() {
        believeInTheReplica(PoolPurpose.PRIMARY);
        assertThat(acme.<List<String>, RuntimeException>read(STRONG, PrimaryCheckIT::texts))
                .containsExactly("new");
        assertMovedOnce();
    }

    @Test
    void aStrongReadThatBindsNoTenantMoves() {
        believeInTheReplica(PoolPurpose.PRIMARY);
        assertThat(layer.database(ALONE)
                        .<String, RuntimeException>read(
                                STRONG,
                                dsl -> dsl.fetchSingle("select text from plain").get(0, String.class)))
                .isEqualTo("new");
        assertMovedOnce();
    }

    @Test
    void aReadThatNoReplicaCouldAnswerMoves() {
        believeInTheReplica(PoolPurpose.FALLBACK);
        assertThat(acme.<List<String>, RuntimeException>read(PrimaryCheckIT::texts))
                .contains("new");
        assertMovedOnce();
    }

    /** It is asked for its position too, which only a primary tells so. */
    @Test
    void aSessionsReadMoves() {
        for (var tenant : List.of(ACME, ALONE)) {
            Session session = layer.databases().session(tenant);
            layer.routing().probed().clear();
            believeInTheReplica(PoolPurpose.PRIMARY);
            assertThat(session.<Integer, RuntimeException>read(
                            STRONG,
                            dsl -> dsl.fetchSingle("select inet_server_port()").get(0, Integer.class)))
                    .isEqualTo(primary.port());
            assertThat(session.token().position().timeline()).isPositive();
        }
        assertThat(watched.ended(Kind.RERUN)).extracting(Ended::node).containsExactly("primary", "primary");
    }

    @Test
    void aCursorMoves() {
        believeInTheReplica(PoolPurpose.PRIMARY);
        List<String> texts = acme.read(STRONG, dsl -> {
            try (Cursor<Record1<String>> cursor =
                    dsl.select(NOTES.text).from(NOTES).fetchSize(1).fetchLazy()) {
                return cursor.stream().map(Record1::value1).toList();
            }
        });
        assertThat(texts).containsExactly("new", "new", "new");
        assertMovedOnce();
    }

    /** What only selects, and was not known to. */
    @Test
    void plainSqlOfTheTenantsOwnContextMoves() {
        believeInTheReplica(PoolPurpose.PRIMARY);
        assertThat(acme.dsl().fetch(TEXTS).getValues(0, String.class)).containsExactly("new");
        assertMovedOnce();
    }

    /** An unbound one selects nothing ahead of its statement; its position is refused behind it. */
    @Test
    void plainSqlOfASessionThatBindsNoTenantMoves() {
        believeInTheReplica(PoolPurpose.PRIMARY);
        Session session = layer.databases().session(ALONE);
        assertThat(session.dsl().fetch("select text from plain").getValues(0, String.class))
                .containsExactly("new");
        assertMovedOnce();
    }

    @Test
    void aTransactionMayBeRepeatedByItsCallerBeforeItHasShownAnything() {
        List<TransactionOptions> options = List.of(
                TransactionOptions.defaults(),
                TransactionOptions.defaults().asReadOnly().withConsistency(Consistency.strong()),
                TransactionOptions.defaults()
                        .asReadOnly()
                        .withIsolation(Isolation.SERIALIZABLE)
                        .withRetry(RetryPolicy.none()));
        for (TransactionOptions each : options) {
            layer.routing().probed().clear();
            believeInTheReplica(PoolPurpose.PRIMARY);
            DatabaseException told = catchThrowableOfType(
                    DatabaseException.class,
                    () -> acme.useTransaction(
                            each, transaction -> transaction.dsl().fetch(TEXTS)));
            assertThat(told).isInstanceOf(NodeUnavailableException.class);
            assertThat(told.retryable()).isTrue();
            assertThat(layer.routing().probed()).containsExactly(REPLICA);
        }
    }

    @Test
    void aTransactionThatRepeatsItselfGoesOnOnThePrimary() {
        believeInTheReplica(PoolPurpose.PRIMARY);
        AtomicInteger attempts = new AtomicInteger();
        acme.useTransaction(TransactionOptions.defaults().withIsolation(Isolation.SERIALIZABLE), transaction -> {
            attempts.set(transaction.attempt());
            transaction.dsl().fetch(TEXTS);
        });
        assertThat(attempts).hasValue(2);
        assertThat(layer.routing().probed()).containsExactly(REPLICA);
    }

    /** Nothing a session may change has that state, but for a mistake. */
    @Test
    void anErrorOfItsOwnWithTheSameStateIsToldOnceThePrimaryHasSaidThatItIsOne() {
        DatabaseException told = catchThrowableOfType(
                DatabaseException.class,
                () -> acme.read(STRONG, dsl -> dsl.fetch("select set_config('block_size', '1', true)")));
        assertThat(told).isInstanceOf(StatementFailedException.class);
        assertThat(told.sqlState()).isEqualTo("55P02");
        assertThat(layer.routing().probed()).containsExactly(PRIMARY);
        assertThat(watched.ended(Kind.RERUN)).isEmpty();
    }

    @Test
    void aPrimaryThatRefusesAWriteIsAskedOnceWhatItIs() {
        String role = database.applicationRole().user();
        database.execute("alter role " + role + " set default_transaction_read_only = on");
        try {
            DatabaseException told = catchThrowableOfType(
                    DatabaseException.class,
                    () -> acme.dsl().update(NOTES).set(NOTES.text, "mine").execute());
            assertThat(told).isInstanceOf(WriteOnReadRouteException.class);
            assertThat(layer.routing().probed()).containsExactly(PRIMARY);
        } finally {
            database.execute("alter role " + role + " reset default_transaction_read_only");
        }
    }

    @Test
    void whereItIsThePrimaryItCostsNothing() {
        for (int i = 0; i < 8; i++) {
            var unused = acme.<List<String>, RuntimeException>read(STRONG, PrimaryCheckIT::texts);
        }
        proxy(primary).reset();
        for (int i = 0; i < 10; i++) {
            assertThat(acme.<List<String>, RuntimeException>read(STRONG, PrimaryCheckIT::texts))
                    .hasSize(3);
        }
        assertThat(proxy(primary).roundTrips()).isEqualTo(10);
        assertThat(watched.ended(Kind.RERUN)).isEmpty();
    }
}
