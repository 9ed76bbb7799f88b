package dal.core.execution;

import static dal.core.testkit.Layer.ACME;
import static dal.core.testkit.Layer.ALONE;
import static dal.core.testkit.Notes.NOTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dal.ReadOptions;
import dal.Session;
import dal.cluster.NodeName;
import dal.cluster.PoolPurpose;
import dal.cluster.Role;
import dal.consistency.CommitToken;
import dal.consistency.Consistency;
import dal.consistency.LogPosition;
import dal.core.testkit.Backends;
import dal.core.testkit.BreakableNodes;
import dal.core.testkit.Layer;
import dal.core.testkit.Layer.Limits;
import dal.core.testkit.Watched.Ended;
import dal.error.DatabaseException;
import dal.error.NodeUnavailableException;
import dal.error.StatementFailedException;
import dal.spi.Execution.Kind;
import dal.spi.RouteDecision;
import dal.spi.RouteReason;
import dal.spi.RouteRequest.Intent;
import dal.testing.cluster.PostgresNode;
import dal.testing.junit.PostgresTest;
import dal.transaction.TransactionOptions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jooq.Cursor;
import org.jooq.DSLContext;
import org.jooq.Record1;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** P3: a replica that has not replayed what a read asks for does not answer it, whatever was observed of it. */
@PostgresTest(replicas = 2)
class PositionGuardIT extends BreakableNodes {

    private static final Duration CAUGHT_UP = Duration.ofSeconds(20);

    private Session session;

    PositionGuardIT() {
        super(Limits.USUAL, "primary", "replica1", "replica2");
    }

    @BeforeEach
    void guard() {
        layer.routing().guard();
        session = layer.databases().session(ACME);
    }

    @AfterEach
    void resume() {
        first.resumeReplay();
        second.resumeReplay();
    }

    private static int where(DSLContext dsl) {
        return dsl.fetchSingle("select inet_server_port()").get(0, Integer.class);
    }

    private void write(String text) {
        session.dsl().update(NOTES).set(NOTES.text, text).execute();
    }

    private List<String> read() {
        return session.dsl().selectDistinct(NOTES.text).from(NOTES).fetch(NOTES.text);
    }

    @Test
    void anotherReplicaThatHasItAnswersInstead() {
        first.pauseReplay();
        write("new");
        awaitReplayed(second);
        assertThat(read()).containsExactly("new");
        Ended whole = watched.ended(Kind.STATEMENT).getLast();
        assertThat(whole.node()).isEqualTo("replica1");
        assertThat(whole.answeredBy()).isEqualTo("replica2");
        assertThat(watched.ended(Kind.RERUN)).hasSize(1);
        assertThat(layer.routing().outcomes())
                .as("a node that is behind has not failed")
                .doesNotContain(dal.spi.Router.NodeOutcome.FAILED);
    }

    @Test
    void thePrimaryAnswersWhereNoReplicaHasIt() {
        first.pauseReplay();
        second.pauseReplay();
        for (int i = 0; i < 20; i++) {
            write("new" + i);
            assertThat(read()).containsExactly("new" + i);
            assertThat(session.<List<String>, RuntimeException>read(
                            dsl -> dsl.fetch("select distinct text from note").map(row -> row.get(0, String.class))))
                    .containsExactly("new" + i);
        }
        assertThat(layer.databases().status().pools())
                .extracting(
                        pool -> pool.name().node().value(), pool -> pool.name().purpose())
                .contains(org.assertj.core.groups.Tuple.tuple("primary", PoolPurpose.FALLBACK));
    }

    @Test
    void aCursorOfAReplicaThatIsBehindMoves() {
        first.pauseReplay();
        second.pauseReplay();
        write("new");
        List<String> texts = session.read(dsl -> {
            try (Cursor<Record1<String>> cursor =
                    dsl.select(NOTES.text).from(NOTES).fetchSize(1).fetchLazy()) {
                return cursor.stream().map(Record1::value1).toList();
            }
        });
        assertThat(texts).containsExactly("new", "new", "new");
    }

    @Test
    void anUnboundReadIsGuardedToo() {
        first.pauseReplay();
        second.pauseReplay();
        Session alone = layer.databases().session(ALONE);
        alone.dsl().execute("select 1");
        write("new");
        int answered = alone.read(
                ReadOptions.defaults().withConsistency(Consistency.atLeast(session.token())), PositionGuardIT::where);
        assertThat(answered).isEqualTo(primary.port());
    }

    /** What was reached is answered in the read's own round trip, guard, tenant and the session's position included. */
    @Test
    void whereItIsReachedItCostsNothing() {
        write("new");
        awaitReplayed(first);
        for (int i = 0; i < 8; i++) {
            read();
        }
        Stream.of(primary, first, second).forEach(node -> proxy(node).reset());
        for (int i = 0; i < 10; i++) {
            assertThat(read()).containsExactly("new");
        }
        assertThat(proxy(first).roundTrips()).isEqualTo(10);
        assertThat(proxy(second).roundTrips() + proxy(primary).roundTrips()).isZero();
    }

    /** One text for all positions, so that the server prepares it once. */
    @Test
    void theTextIsTheSameForEveryPosition() {
        for (int i = 0; i < 20; i++) {
            write("new" + i);
            awaitReplayed(first);
            assertThat(read()).containsExactly("new" + i);
        }
        assertThat(watched.ended(Kind.RERUN)).isEmpty();
    }

    // --- another server ---

    /** The first choice of a read is the first replica, as the server that started then. */
    private void observed(Instant startedAt) {
        layer.routing()
                .decide(request ->
                        request.intent() == Intent.READ && !request.excluded().contains(NodeName.of("replica1"))
                                ? new RouteDecision.Use(
                                        NodeName.of("replica1"),
                                        Role.REPLICA,
                                        PoolPurpose.REPLICA,
                                        RouteReason.REPLICA_CAUGHT_UP,
                                        request.consistency() instanceof Consistency.AtLeast(CommitToken token)
                                                ? token.position()
                                                : null,
                                        startedAt)
                                : null);
    }

    private static Instant startOf(PostgresNode node) throws SQLException {
        try (Connection connection = node.connect();
                ResultSet row = connection.createStatement().executeQuery("select pg_postmaster_start_time()")) {
            row.next();
            return row.getObject(1, OffsetDateTime.class).toInstant();
        }
    }

    @Test
    void theServerThatWasObservedAnswers() throws SQLException {
        write("new");
        awaitReplayed(first);
        observed(startOf(first));
        assertThat(session.<Integer, RuntimeException>read(PositionGuardIT::where))
                .isEqualTo(first.port());
    }

    /** It may have passed that position on another branch of history. */
    @Test
    void anotherServerUnderItsNameDoesNot() throws SQLException {
        write("new");
        awaitReplayed(first);
        awaitReplayed(second);
        observed(startOf(first).minus(1, ChronoUnit.MICROS));
        assertThat(session.<Integer, RuntimeException>read(PositionGuardIT::where))
                .isEqualTo(second.port());
        assertThat(watched.ended(Kind.RERUN)).extracting(Ended::node).containsExactly("replica2");
    }

    /** Whoever has seen nothing may begin there, and does not go on there with what it saw elsewhere or before. */
    @Test
    void aBlockDoesNotGoOnThere() throws SQLException {
        database.cluster().awaitReplication(CAUGHT_UP);
        observed(startOf(first).minus(1, ChronoUnit.MICROS));
        List<Integer> ports = layer.database(ACME).read(dsl -> List.of(where(dsl), where(dsl), where(dsl)));
        assertThat(ports).containsExactly(first.port(), second.port(), second.port());
    }

    // --- blocks and sessions ---

    /** The second replica is fresh enough for the block as it began, and not for what the block has seen since. */
    @Test
    void aBlockThatMovesNeverSeesOlderDataThanItHasSeen() {
        database.cluster().awaitReplication(CAUGHT_UP);
        second.pauseReplay();
        write("new");
        awaitReplayed(first);
        List<Integer> ports = new ArrayList<>();
        List<List<String>> texts = layer.database(ACME).read(dsl -> {
            List<List<String>> seen = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                seen.add(dsl.selectDistinct(NOTES.text).from(NOTES).fetch(NOTES.text));
                ports.add(where(dsl));
                if (i == 0) {
                    Backends.terminate(database, first);
                }
            }
            return seen;
        });
        assertThat(texts).containsOnly(List.of("new"));
        assertThat(ports).containsExactly(first.port(), primary.port(), primary.port());
    }

    /** Without anything seen the block may go there. */
    @Test
    void aBlockThatHasSeenNothingMovesToAnyReplica() {
        second.pauseReplay();
        write("new");
        assertThat(layer.database(ACME).<Integer, RuntimeException>read(PositionGuardIT::where))
                .isEqualTo(first.port());
        Backends.terminate(database, first);
        assertThat(layer.database(ACME).<Integer, RuntimeException>read(PositionGuardIT::where))
                .isEqualTo(second.port());
    }

    @Test
    void aSessionNeverGoesBackToAReplicaThatIsBehind() {
        write("old");
        awaitReplayed(first);
        awaitReplayed(second);
        second.pauseReplay();
        write("new");
        awaitReplayed(first);
        Session reader = layer.databases().session(ACME);
        assertThat(reader.<Integer, RuntimeException>read(PositionGuardIT::where))
                .isEqualTo(first.port());
        assertThat(reader.token().position())
                .isGreaterThanOrEqualTo(session.token().position());
        Backends.terminate(database, first);
        List<String> texts =
                reader.read(dsl -> dsl.selectDistinct(NOTES.text).from(NOTES).fetch(NOTES.text));
        assertThat(texts).containsExactly("new");
    }

    /** A rolled-back transaction has shown what was there: later reads are no older. */
    @Test
    void whatARolledBackTransactionHasSeenIsNotUnseen() {
        first.pauseReplay();
        second.pauseReplay();
        Session reader = layer.databases().session(ACME);
        Session writer = layer.databases().session(ACME);
        List<String> seen = new ArrayList<>();
        writer.dsl().update(NOTES).set(NOTES.text, "new").execute();
        reader.useTransaction(transaction -> {
            seen.addAll(transaction.dsl().selectDistinct(NOTES.text).from(NOTES).fetch(NOTES.text));
            transaction.setRollbackOnly();
        });
        assertThat(seen).containsExactly("new");
        assertThat(reader.dsl().selectDistinct(NOTES.text).from(NOTES).fetch(NOTES.text))
                .containsExactly("new");
    }

    @Test
    void whatAFailedTransactionHasSeenIsNotUnseen() {
        first.pauseReplay();
        second.pauseReplay();
        Session reader = layer.databases().session(ACME);
        write("new");
        assertThatExceptionOfType(StatementFailedException.class)
                .isThrownBy(() -> reader.useTransaction(transaction -> {
                    assertThat(transaction
                                    .dsl()
                                    .selectDistinct(NOTES.text)
                                    .from(NOTES)
                                    .fetch(NOTES.text))
                            .containsExactly("new");
                    transaction.dsl().fetch("select 1/0");
                }));
        assertThat(reader.dsl().selectDistinct(NOTES.text).from(NOTES).fetch(NOTES.text))
                .containsExactly("new");
    }

    // --- transactions ---

    @Test
    void aReadOnlyTransactionOnAReplicaThatIsBehindMayBeRepeated() {
        first.pauseReplay();
        write("new");
        DatabaseException told = catchThrowableOfType(
                DatabaseException.class,
                () -> session.useTransaction(
                        TransactionOptions.defaults().asReadOnly(),
                        transaction -> transaction.dsl().selectFrom(NOTES).fetch()));
        assertThat(told).isInstanceOf(NodeUnavailableException.class);
        assertThat(told.retryable()).isTrue();
    }

    // --- errors that look like it ---

    /** The server raises the guard's own state for a parameter that it cannot change. */
    @Test
    void anErrorOfItsOwnWithTheSameStateIsToldOnceThePrimaryHasRaisedItToo() {
        write("new");
        awaitReplayed(first);
        awaitReplayed(second);
        DatabaseException told = catchThrowableOfType(
                DatabaseException.class,
                () -> session.read(dsl -> dsl.fetch("select set_config('block_size', '1', true)")));
        assertThat(told).isInstanceOf(StatementFailedException.class);
        assertThat(told.sqlState()).isEqualTo("55P02");
        assertThat(watched.ended(Kind.RERUN)).extracting(Ended::node).containsExactly("replica2", "primary");
    }

    @Test
    void withoutAGuardAnErrorWithItsStateIsToldAtOnce() {
        DatabaseException told = catchThrowableOfType(
                DatabaseException.class,
                () -> layer.database(ALONE)
                        .dsl()
                        .select(DSL.field("set_config('block_size', '1', true)"))
                        .fetch());
        assertThat(told).isInstanceOf(StatementFailedException.class);
        assertThat(watched.ended(Kind.RERUN)).isEmpty();
    }

    @Test
    void itEndsWhereEveryNodeIsBehind() {
        first.pauseReplay();
        second.pauseReplay();
        write("new");
        layer.routing()
                .decide(request -> request.intent() == Intent.WRITE
                        ? null
                        : new RouteDecision.Use(
                                NodeName.of("replica1"),
                                Role.REPLICA,
                                PoolPurpose.REPLICA,
                                RouteReason.REPLICA_CAUGHT_UP,
                                session.token().position()));
        assertThatExceptionOfType(NodeUnavailableException.class)
                .isThrownBy(() -> session.read(PositionGuardIT::where))
                .withMessageContaining("has not replayed");
        assertThat(watched.ended(Kind.STATEMENT).getLast().outcome().attempts()).isLessThanOrEqualTo(8);
    }

    @Test
    void aPositionNoNodeHasEverReachedIsAnsweredByNoReplica() {
        CommitToken token = new CommitToken(Layer.CLUSTER, new LogPosition(1, Long.MAX_VALUE));
        int answered = layer.database(ACME)
                .read(ReadOptions.defaults().withConsistency(Consistency.atLeast(token)), PositionGuardIT::where);
        assertThat(answered).as("whose position it is, the router answers for").isEqualTo(primary.port());
    }

    private void awaitReplayed(PostgresNode node) {
        String lsn = session.token().position().lsnText();
        org.awaitility.Awaitility.await()
                .atMost(CAUGHT_UP)
                .until(() -> Backends.number(
                                database, node, "select (pg_last_wal_replay_lsn() >= '" + lsn + "'::pg_lsn)::int")
                        == 1);
    }
}
