package dal.core.execution;

import static dal.core.testkit.Async.async;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dal.cluster.NodeName;
import dal.cluster.PoolPurpose;
import dal.cluster.Role;
import dal.core.testkit.BreakableNodes;
import dal.core.testkit.Layer.Limits;
import dal.spi.RouteDecision;
import dal.spi.RouteReason;
import dal.spi.RouteRequest.Intent;
import dal.testing.fault.WireProxy;
import dal.testing.junit.PostgresTest;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jooq.DSLContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A hedged read whose text the driver sends in several round trips, since it fears a deadlock: a value of no type and a column of no length make it ask first. */
@PostgresTest(replicas = 2)
class HedgedTripsIT extends BreakableNodes {

    private static final Duration SOON = Duration.ofMillis(20);
    private static final Duration NEVER = Duration.ofDays(1);
    private static final NodeName REPLICA1 = NodeName.of("replica1");
    private static final NodeName REPLICA2 = NodeName.of("replica2");

    private WireProxy toFirst;

    HedgedTripsIT() {
        super(Limits.USUAL.withConnections(1).withStatement(Duration.ofSeconds(30)), "replica1");
    }

    @BeforeEach
    void prepare() {
        toFirst = proxy(first);
        layer.routing().hedgeAfter(NEVER);
        prepareOn(REPLICA2);
        prepareOn(REPLICA1);
        toFirst.reset();
        assertThat(read(0)).isEqualTo(first.port());
        assertThat(toFirst.roundTrips()).as("what this test is about").isGreaterThan(1);
        layer.routing().decide(request -> null);
        layer.routing().requests().clear();
        layer.routing().hedgeAfter(SOON);
    }

    private void prepareOn(NodeName node) {
        layer.routing()
                .decide(request ->
                        new RouteDecision.Use(node, Role.REPLICA, PoolPurpose.REPLICA, RouteReason.EVENTUAL_READ));
        for (int i = 0; i < 10; i++) {
            read(0);
        }
    }

    /** @param seconds the first takes for it */
    private int read(double seconds) {
        return acme.read(dsl -> dsl.fetchSingle(
                        "select inet_server_port(), repeat('x', 10)"
                                + " || case when inet_server_port() = ? then pg_sleep(?)::text else '' end, ?::timestamp > now()",
                        first.port(),
                        seconds,
                        new Timestamp(0))
                .get(0, Integer.class));
    }

    private static int session(DSLContext dsl) {
        return dsl.fetchSingle("select pg_backend_pid()").get(0, Integer.class);
    }

    @Override
    protected void assertNothingLeft() {
        awaitNothingHeld();
        super.assertNothingLeft();
    }

    private void awaitNothingHeld() {
        await().untilAsserted(() -> layer.pools().assertNothingHeld());
    }

    private long hedges() {
        return layer.routing().requests().stream()
                .filter(request -> request.intent() == Intent.HEDGE)
                .count();
    }

    @Test
    void theSecondAnswersWhereTheFirstIsSilent() {
        toFirst.holdReplies(true);
        assertThat(read(0)).isEqualTo(second.port());
        toFirst.holdReplies(false);
        awaitNothingHeld();
    }

    @Test
    void theSecondAnswersWhereALaterTripTakesLong() {
        layer.routing().awaited().clear();
        assertThat(read(30)).isEqualTo(second.port());
        assertThat(hedges()).isEqualTo(1);
        awaitNothingHeld();
        assertThat(layer.routing().awaited()).singleElement().satisfies(wait -> {
            assertThat(wait.answered()).isFalse();
            assertThat(wait.duration()).isGreaterThanOrEqualTo(SOON.toNanos());
        });
    }

    /** Its patience counts over all of them. */
    @Test
    void howLongItWasAwaitedIsToldOfAllTrips() {
        layer.routing().hedgeAfter(NEVER);
        layer.routing().awaited().clear();
        assertThat(read(0.05)).isEqualTo(first.port());
        assertThat(layer.routing().awaited()).singleElement().satisfies(wait -> {
            assertThat(wait.answered()).isTrue();
            assertThat(wait.duration()).isGreaterThanOrEqualTo(50_000_000);
        });
    }

    /** As a server that was frozen goes on, with whatever it has in store. */
    @Test
    void nobodyWaitsForWhatWasLeftOnceTheFirstIsHeardAgain() {
        layer.routing().hedgeAfter(NEVER);
        int session = acme.read(HedgedTripsIT::session);
        for (int round = 0; round < 20; round++) {
            layer.routing().hedgeAfter(SOON);
            toFirst.holdReplies(true);
            CompletableFuture<Integer> answered = async(() -> read(0));
            int before = round;
            await().until(() -> hedges() > before);
            toFirst.holdReplies(false);
            assertThat(answered.join()).isIn(first.port(), second.port());
            awaitNothingHeld();
        }
        layer.routing().hedgeAfter(NEVER);
        assertThat(read(0)).isEqualTo(first.port());
        assertThat(acme.<Integer, RuntimeException>read(HedgedTripsIT::session))
                .as("its session is used again")
                .isEqualTo(session);
    }
}
