package dal.core.execution;

import static dal.core.testkit.Async.async;
import static dal.core.testkit.Backends.WHERE_UNLESS_SLOW;
import static dal.core.testkit.Backends.awaitAsleep;
import static dal.core.testkit.Backends.ports;
import static dal.core.testkit.Backends.terminate;
import static dal.core.testkit.Layer.ALONE;
import static dal.core.testkit.Notes.NOTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dal.TenantDatabase;
import dal.cluster.NodeName;
import dal.cluster.PoolPurpose;
import dal.cluster.Role;
import dal.core.testkit.BreakableNodes;
import dal.core.testkit.FixedRouting;
import dal.core.testkit.Layer.Limits;
import dal.core.testkit.Watched.Ended;
import dal.error.ConnectionLostException;
import dal.error.DatabaseException;
import dal.error.NodeUnavailableException;
import dal.error.SerializationFailureException;
import dal.error.StatementFailedException;
import dal.spi.Execution.Kind;
import dal.spi.RouteDecision;
import dal.spi.RouteReason;
import dal.spi.Router.NodeOutcome;
import dal.testing.cluster.PostgresNode;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import java.io.ByteArrayInputStream;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jooq.BindingGetResultSetContext;
import org.jooq.BindingSetStatementContext;
import org.jooq.Converter;
import org.jooq.Cursor;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.impl.AbstractBinding;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** P7: a read whose node fails it is answered by another, and the caller sees one result. */
@PostgresTest(replicas = 2)
class RerunIT extends BreakableNodes {

    private static final RouteDecision TO_SECOND = new RouteDecision.Use(
            NodeName.of("replica2"), Role.REPLICA, PoolPurpose.REPLICA, RouteReason.EVENTUAL_READ);

    RerunIT() {
        super(Limits.USUAL);
    }

    @BeforeAll
    static void functions(TestDatabase database) {
        database.execute("""
                create function die() returns boolean language sql volatile as
                    'select pg_terminate_backend(pg_backend_pid())';
                create function fails(state text) returns int language plpgsql as
                    $$ begin raise exception 'as asked' using errcode = state; end $$;
                """);
    }

    /** A read that is asleep on the nodes given, and tells which one answered. */
    private int where(DSLContext dsl, PostgresNode... slow) {
        return dsl.fetchSingle(WHERE_UNLESS_SLOW, ports(slow)).get(0, Integer.class);
    }

    /** A way to lose what runs on a node. */
    record Loss(String name, java.util.function.BiConsumer<TestDatabase, PostgresNode> call, String state) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Loss> losses() {
        return Stream.of(
                new Loss("its server is killed", (database, node) -> node.kill(), "08006"),
                new Loss("its server is stopped", (database, node) -> node.stop(), "57P01"),
                new Loss("its session is ended", (database, node) -> terminate(database, node), "57P01"));
    }

    @ParameterizedTest
    @MethodSource("losses")
    void anotherReplicaAnswersWhen(Loss loss) {
        CompletableFuture<Integer> answered = async(() -> acme.read(dsl -> where(dsl, first)));
        awaitAsleep(database, first, 1);
        loss.call().accept(database, first);
        try {
            assertThat(answered.join()).isEqualTo(second.port());
        } finally {
            if (!first.isRunning()) {
                first.start();
            }
        }
        assertThat(watched.ended()).extracting(Ended::kind).containsExactly(Kind.RERUN, Kind.STATEMENT);
        Ended rerun = watched.ended().getFirst();
        Ended whole = watched.ended().getLast();
        assertThat(whole.node()).isEqualTo("replica1");
        assertThat(whole.answeredBy()).isEqualTo("replica2");
        assertThat(whole.outcome().attempts()).isEqualTo(2);
        assertThat(whole.outcome().rows()).isEqualTo(1);
        assertThat(whole.outcome().error()).isNull();
        assertThat(rerun.parent()).isSameAs(whole.execution());
        assertThat(rerun.node()).isEqualTo("replica2");
        assertThat(rerun.outcome().error()).isNull();
        assertThat(layer.routing().ended())
                .containsExactlyInAnyOrder(
                        new FixedRouting.Ended(NodeName.of("replica1"), NodeOutcome.FAILED),
                        new FixedRouting.Ended(NodeName.of("replica2"), NodeOutcome.ANSWERED));
    }

    @Test
    void thePrimaryAnswersLastAndFromItsFallbackPool() {
        CompletableFuture<Integer> answered = async(() -> acme.read(dsl -> where(dsl, first, second)));
        awaitAsleep(database, first, 1);
        terminate(database, first);
        awaitAsleep(database, second, 1);
        layer.routing().observe(NodeName.of("replica2"), Role.UNKNOWN);
        assertThat(answered.join()).isEqualTo(primary.port());
        terminate(database, second);
        layer.routing().observe(NodeName.of("replica2"), Role.REPLICA);
        assertThat(layer.databases().status().pools())
                .filteredOn(pool -> pool.name().node().value().equals("primary"))
                .extracting(pool -> pool.name().purpose())
                .containsExactly(PoolPurpose.FALLBACK);
        assertThat(watched.ended(Kind.STATEMENT).getFirst().outcome().attempts())
                .isEqualTo(3);
        assertThat(watched.ended(Kind.RERUN)).extracting(Ended::node).containsExactly("replica2", "primary");
        assertThat(watched.ended(Kind.RERUN))
                .extracting(rerun -> rerun.outcome().sqlState())
                .containsExactly("08006", null);
    }

    /** Each of them breaks because the node goes, which says nothing of the read. */
    @Test
    void thePrimaryAnswersWhatOneReplicaAfterTheOtherShutsDownUnder() {
        CompletableFuture<Integer> answered = async(() -> acme.read(dsl -> where(dsl, first, second)));
        try {
            for (PostgresNode node : List.of(first, second)) {
                awaitAsleep(database, node, 1);
                layer.routing().lose(NodeName.of(node.name()));
                node.stop();
            }
            assertThat(answered.join()).isEqualTo(primary.port());
        } finally {
            Stream.of(first, second).filter(node -> !node.isRunning()).forEach(PostgresNode::start);
        }
    }

    /** Both are killed at one moment: what rests in the second one's pool was dead before the read came. */
    @Test
    void thePrimaryAnswersWhereBothReplicasAreKilledAtOnce() {
        CompletableFuture<Integer> answered = async(() -> {
            acme.read(dsl -> where(dsl));
            layer.routing().decide(request -> TO_SECOND);
            acme.read(dsl -> where(dsl));
            layer.routing().decide(request -> null);
            return acme.read(dsl -> where(dsl, first));
        });
        awaitAsleep(database, first, 1);
        second.kill();
        first.kill();
        try {
            assertThat(answered.join()).isEqualTo(primary.port());
        } finally {
            first.start();
            second.start();
        }
    }

    @Test
    void aStatementOfTheTenantsOwnContextMovesToo() {
        acme.dsl().selectFrom(NOTES).fetch();
        terminate(database, first);
        assertThat(acme.dsl().selectFrom(NOTES).fetch(NOTES.text)).hasSize(3);
        assertThat(watched.ended(Kind.RERUN)).extracting(Ended::node).containsExactly("replica2");
    }

    /** Bare, since it is provably a read of an unbound class. */
    @Test
    void oneOfAnUnboundClassMovesToo() {
        TenantDatabase alone = layer.database(ALONE);
        alone.dsl().fetchCount(DSL.table("pg_class"));
        terminate(database, first);
        assertThat(alone.dsl().fetchCount(DSL.table("pg_class"))).isPositive();
        assertThat(watched.ended(Kind.RERUN)).extracting(Ended::node).containsExactly("replica2");
    }

    @Test
    void aConnectionThatDiedInThePoolIsNoFailure() {
        acme.read(dsl -> where(dsl));
        terminate(database, first);
        int answered = acme.read(dsl -> where(dsl));
        assertThat(answered).isEqualTo(second.port());
    }

    @Test
    void aNodeThatGivesNoConnectionIsPassedOver() {
        first.stop();
        try {
            int answered = acme.read(dsl -> where(dsl));
            assertThat(answered).isEqualTo(second.port());
        } finally {
            first.start();
        }
        assertThat(watched.ended())
                .as("nothing was sent before, so it is no re-run")
                .extracting(Ended::kind)
                .containsExactly(Kind.STATEMENT);
        assertThat(watched.ended().getFirst().answeredBy()).isEqualTo("replica2");
    }

    /** The second replica is lost when the first one loses the read: the re-run that is told last is the one that was sent. */
    @Test
    void aReRunIsToldOfTheNodeItWasSentTo() {
        CompletableFuture<Integer> answered = async(() -> acme.read(dsl -> where(dsl, first)));
        awaitAsleep(database, first, 1);
        layer.routing().lose(NodeName.of("replica2"));
        terminate(database, first);
        assertThat(answered.join()).isEqualTo(primary.port());
        assertThat(watched.ended(Kind.RERUN)).extracting(Ended::node).containsExactly("replica2", "primary");
        assertThat(watched.ended(Kind.RERUN))
                .extracting(rerun -> rerun.outcome().error() == null)
                .containsExactly(false, true);
    }

    // --- its values ---

    static Stream<Object> values() {
        return Stream.of(
                "x' or true --",
                7,
                7L,
                (short) 7,
                7.5d,
                7.5f,
                new java.math.BigDecimal("7.5"),
                true,
                new java.util.UUID(0, 7),
                java.sql.Date.valueOf("2024-02-07"),
                java.sql.Timestamp.valueOf("2024-02-07 07:07:07"),
                java.sql.Time.valueOf("07:07:07"),
                java.time.LocalDate.of(2024, 2, 7),
                java.time.LocalDateTime.of(2024, 2, 7, 7, 7, 7),
                java.time.LocalTime.of(7, 7, 7),
                java.time.OffsetDateTime.of(2024, 2, 7, 7, 7, 7, 0, java.time.ZoneOffset.UTC),
                new Integer[] {7, null},
                new String[] {"a,b", "{\"", null},
                new java.util.UUID[] {new java.util.UUID(0, 7)},
                new byte[] {0, 7, -1},
                org.jooq.JSONB.valueOf("{\"seven\": 7}"),
                org.jooq.JSON.valueOf("{\"seven\":7}"));
    }

    /** All of them, and a null of each, in one statement: they are as the first node would have got them. */
    @Test
    void itsValuesGoAlong() {
        acme.read(dsl -> where(dsl));
        List<org.jooq.SelectField<?>> fields = new ArrayList<>();
        values().forEach(value -> {
            fields.add(DSL.val(value).as("f" + fields.size()));
            fields.add(DSL.val(null, DSL.val(value).getDataType()).as("f" + fields.size()));
        });
        Record expected = acme.read(dsl -> dsl.select(fields).fetchSingle());
        terminate(database, first);
        Record moved = acme.read(dsl -> dsl.select(fields).fetchSingle());
        assertThat(watched.ended(Kind.RERUN)).hasSize(1);
        assertThat(moved.toString()).isEqualTo(expected.toString());
        int at = 0;
        for (Object value : values().toList()) {
            assertThat(moved.get(at)).isEqualTo(value);
            assertThat(moved.get(at + 1)).isNull();
            at += 2;
        }
    }

    /** Binds bytes as a stream, which can be read once. */
    private static final class Streamed extends AbstractBinding<byte[], byte[]> {

        private static final long serialVersionUID = 1L;

        @Override
        public Converter<byte[], byte[]> converter() {
            return Converter.of(byte[].class, byte[].class, Function.identity(), Function.identity());
        }

        @Override
        public void set(BindingSetStatementContext<byte[]> context) throws SQLException {
            context.statement().setBinaryStream(context.index(), new ByteArrayInputStream(context.value()));
        }

        @Override
        public void get(BindingGetResultSetContext<byte[]> context) throws SQLException {
            context.value(context.resultSet().getBytes(context.index()));
        }
    }

    @Test
    void aValueThatCanBeReadOnceKeepsItFromMoving() {
        var streamed = DSL.val(new byte[] {7}, SQLDataType.BLOB.asConvertedDataType(new Streamed()));
        Supplier<byte[]> read = () -> acme.read(dsl -> dsl.select(streamed).fetchSingle(streamed));
        assertThat(read.get()).isEqualTo(new byte[] {7});
        terminate(database, first);
        assertThatExceptionOfType(ConnectionLostException.class).isThrownBy(read::get);
        assertThat(watched.ended(Kind.RERUN)).isEmpty();
        assertThat(read.get()).isEqualTo(new byte[] {7});
    }

    // --- cursors ---

    private Cursor<Record> lazily(DSLContext dsl, PostgresNode... slow) {
        return dsl.resultQuery(
                        "select g, inet_server_port(), case when inet_server_port() = any(?::int[]) then pg_sleep(60)::text"
                                + " end from generate_series(1, 1000) g",
                        ports(slow))
                .fetchSize(10)
                .fetchLazy();
    }

    @Test
    void aCursorMovesBeforeItsFirstRow() {
        CompletableFuture<List<Integer>> rows = async(() -> acme.read(dsl -> {
            try (Cursor<Record> cursor = lazily(dsl, first)) {
                return cursor.stream().map(row -> row.get(1, Integer.class)).toList();
            }
        }));
        awaitAsleep(database, first, 1);
        terminate(database, first);
        assertThat(rows.join()).hasSize(1000).containsOnly(second.port());
    }

    @Test
    void aCursorWhoseConnectionDiedInThePoolMoves() {
        acme.read(dsl -> where(dsl));
        terminate(database, first);
        List<Integer> rows = acme.read(dsl -> {
            try (Cursor<Record> cursor = lazily(dsl)) {
                return cursor.stream().map(row -> row.get(1, Integer.class)).toList();
            }
        });
        assertThat(rows).hasSize(1000).containsOnly(second.port());
    }

    @Test
    void aCursorDoesNotMoveAfterItsFirstRow() {
        List<Integer> rows = new ArrayList<>();
        Throwable thrown = catchThrowable(() -> acme.read(dsl -> {
            try (Cursor<Record> cursor = lazily(dsl)) {
                rows.add(cursor.fetchNext(1).getFirst().get(1, Integer.class));
                terminate(database, first);
                cursor.forEach(row -> rows.add(row.get(1, Integer.class)));
            }
            return 0;
        }));
        assertThat(thrown).isInstanceOf(ConnectionLostException.class);
        assertThat(rows).hasSizeLessThan(1000).containsOnly(first.port());
        assertThat(watched.ended(Kind.RERUN)).isEmpty();
    }

    // --- blocks ---

    @Test
    void aBlockMovesOnceAndStaysThere() {
        List<Integer> ports = acme.read(dsl -> {
            List<Integer> seen = new ArrayList<>();
            seen.add(where(dsl));
            terminate(database, first);
            seen.add(where(dsl));
            seen.add(where(dsl));
            return seen;
        });
        assertThat(ports).containsExactly(first.port(), second.port(), second.port());
        assertThat(layer.routing().requests()).hasSize(2);
        assertThat(layer.routing().ended())
                .containsExactly(
                        new FixedRouting.Ended(NodeName.of("replica1"), NodeOutcome.FAILED),
                        new FixedRouting.Ended(NodeName.of("replica2"), NodeOutcome.ANSWERED));
    }

    /** Both choose a node before either has moved the block. */
    @Test
    void aBlockWhoseThreadsMoveItAtOnceReportsEachChoiceOnce() {
        CyclicBarrier bothChoose = new CyclicBarrier(2);
        layer.routing().decide(request -> {
            if (!request.excluded().isEmpty()) {
                await(bothChoose);
            }
            return null;
        });
        List<Integer> ports = acme.read(dsl -> {
            CompletableFuture<Integer> one = async(() -> where(dsl, first));
            CompletableFuture<Integer> other = async(() -> where(dsl, first));
            awaitAsleep(database, first, 2);
            terminate(database, first);
            return List.of(one.join(), other.join());
        });
        assertThat(ports).containsOnly(second.port());
        assertThat(layer.routing().ended())
                .containsExactlyInAnyOrder(
                        new FixedRouting.Ended(NodeName.of("replica1"), NodeOutcome.FAILED),
                        new FixedRouting.Ended(NodeName.of("replica2"), NodeOutcome.NOT_USED),
                        new FixedRouting.Ended(NodeName.of("replica2"), NodeOutcome.ANSWERED));
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    // --- what it is not repeated for ---

    @Test
    void aReadThatEndsItsOwnSessionIsGivenUpBeforeItGetsToThePrimary() {
        DatabaseException told = catchThrowableOfType(
                DatabaseException.class, () -> acme.read(dsl -> dsl.fetchSingle("select die(), pg_sleep(5)")));
        assertThat(told).isInstanceOf(ConnectionLostException.class).hasMessageContainingAll("replica1", "replica2");
        assertThat(watched.ended(Kind.STATEMENT).getFirst().outcome().attempts())
                .isEqualTo(2);
        assertThat(losses(told)).as("each time it was lost").hasSize(2);
        assertThat(layer.routing().ended())
                .extracting(FixedRouting.Ended::node)
                .containsExactly(NodeName.of("replica1"), NodeName.of("replica2"));
    }

    /** A backend that goes down takes its server's other sessions with it, the monitor's too: whether the node answers says nothing then. */
    @Test
    void aReadThatBringsItsServerDownIsGivenUpBeforeItGetsToThePrimary() {
        CompletableFuture<Throwable> told =
                async(() -> catchThrowable(() -> acme.read(dsl -> where(dsl, first, second))));
        try {
            for (PostgresNode node : List.of(first, second)) {
                awaitAsleep(database, node, 1);
                layer.routing().lose(NodeName.of(node.name()));
                node.kill();
            }
            assertThat(told.join())
                    .isInstanceOf(ConnectionLostException.class)
                    .hasMessageContainingAll("replica1", "replica2");
        } finally {
            Stream.of(first, second).filter(node -> !node.isRunning()).forEach(PostgresNode::start);
        }
    }

    @Test
    void anErrorOfItsOwnIsNotRepeated() {
        for (String state : List.of("22012", "40001", "40P01", "P0001", "53200", "XX000", "57014")) {
            watched.ended().clear();
            layer.routing()
                    .decide(request -> new RouteDecision.Use(
                            NodeName.of("primary"),
                            Role.PRIMARY,
                            PoolPurpose.FALLBACK,
                            RouteReason.REPLICAS_UNAVAILABLE));
            DatabaseException told = catchThrowableOfType(
                    DatabaseException.class, () -> acme.read(dsl -> dsl.fetchSingle("select fails(?)", state)));
            assertThat(told.sqlState()).isEqualTo(state);
            assertThat(watched.ended()).hasSize(1);
        }
    }

    /** A replica raises it where what it replays is in the way; so may a function of the application's. */
    @Test
    void aSerializationFailureOfItsOwnIsToldOnceThePrimaryHasRaisedItToo() {
        assertThatExceptionOfType(SerializationFailureException.class)
                .isThrownBy(() -> acme.read(dsl -> dsl.fetchSingle("select fails('40001')")));
        assertThat(watched.ended(Kind.RERUN)).extracting(Ended::node).containsExactly("replica2", "primary");
        assertThatExceptionOfType(StatementFailedException.class)
                .isThrownBy(() -> acme.read(dsl -> dsl.fetchSingle("select 1/0")));
    }

    @Test
    void whereNoOtherNodeAnswersTheErrorSaysWhatHappened() {
        layer.routing()
                .decide(request -> request.excluded().isEmpty()
                        ? null
                        : new RouteDecision.Refuse(RouteReason.REPLICAS_UNAVAILABLE));
        CompletableFuture<Throwable> told = async(() -> catchThrowable(() -> acme.read(dsl -> where(dsl, first))));
        awaitAsleep(database, first, 1);
        terminate(database, first);
        DatabaseException error = (DatabaseException) told.join();
        assertThat(error.retryable()).isTrue();
        assertThat(losses(error)).hasSize(1);
        assertThat(all(error)).hasAtLeastOneElementOfType(NodeUnavailableException.class);
    }

    private static List<Throwable> losses(Throwable error) {
        return all(error).stream()
                .filter(ConnectionLostException.class::isInstance)
                .toList();
    }

    /** The error and those suppressed in it, which may not lead back to it. */
    private static List<Throwable> all(Throwable error) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        List<Throwable> found = new ArrayList<>();
        List<Throwable> left = new ArrayList<>(List.of(error));
        while (!left.isEmpty()) {
            Throwable next = left.removeLast();
            assertThat(seen.add(next)).as("told once: %s", next).isTrue();
            found.add(next);
            left.addAll(List.of(next.getSuppressed()));
        }
        return found;
    }
}
