package dal.core.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dal.cluster.NodeName;
import dal.cluster.PoolPurpose;
import dal.cluster.Role;
import dal.core.pool.NoConnectionException.Reason;
import dal.core.testkit.Layer;
import dal.spi.NodeState;
import dal.status.PoolName;
import dal.tenant.TenantId;
import dal.testing.cluster.PostgresNode;
import dal.testing.fault.WireProxy;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

@PostgresTest
@Timeout(40)
class PoolFaultsIT {

    private static final NodeName PRIMARY = NodeName.of("primary");
    private static final PoolName NAME = new PoolName(Layer.BOUND, Layer.CLUSTER, PRIMARY, PoolPurpose.PRIMARY);

    /** Longer than any test may take: whoever waits so long has not noticed that it is pointless. */
    private static final Duration LONG = Duration.ofMinutes(2);

    private static final TenantId TENANT = TenantId.of("acme");

    /** A pool trusts a connection for half a second. */
    private static final Duration IDLE = Duration.ofMillis(600);

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private PostgresNode node;
    private WireProxy proxy;
    private Layer layer;
    private ConnectionPools pools;
    private ConnectionPool pool;

    @BeforeEach
    void start(TestDatabase database) {
        node = database.cluster().primary();
        proxy = WireProxy.to(node);
        layer = Layer.behind(database, any -> proxy.port());
        pools = layer.injector().getInstance(ConnectionPools.class);
        // Whoever borrows makes the pools follow the topology.
        layer.databases();
        pool = pools.get(NAME);
        log.start();
        root.addAppender(log);
    }

    @AfterEach
    void stop() {
        layer.close();
        root.detachAppender(log);
        proxy.close();
        assertThat(List.copyOf(log.list).stream().map(ILoggingEvent::getFormattedMessage))
                .noneMatch(message -> message.contains("Timed-out"));
    }

    private void observe(Role role) {
        layer.routing().observe(new NodeState(PRIMARY, role, null));
    }

    private PooledConnection take(boolean mustBeAlive) {
        try {
            return pool.take(TENANT, 1, LONG, Duration.ZERO, mustBeAlive);
        } catch (NoConnectionException e) {
            throw new AssertionError(e.kind(), e);
        }
    }

    private Reason refusal() {
        return catchThrowableOfType(NoConnectionException.class, () -> pool.take(TENANT, 1, LONG, Duration.ZERO, false))
                .reason();
    }

    /** Starts a caller, and returns once it waits. */
    private CompletableFuture<Reason> waiter() {
        int before = pool.status().waiting();
        CompletableFuture<Reason> ended = new CompletableFuture<>();
        Thread.ofPlatform().daemon().start(() -> ended.complete(refusal()));
        await().until(() -> pool.status().waiting() > before);
        return ended;
    }

    /** Leaves connections in the pool for longer than they are trusted. */
    private void rest(int connections) {
        List<PooledConnection> taken = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            taken.add(take(false));
        }
        taken.forEach(PooledConnection::giveBack);
        long rested = System.nanoTime();
        await().until(() -> System.nanoTime() - rested > IDLE.toNanos());
    }

    @Test
    void anIdleConnectionIsTakenWithoutARoundTripAndAskedInOneWhereItMustBeAlive() throws SQLException {
        rest(1);
        proxy.reset();
        PooledConnection taken = take(false);
        assertThat(taken.raw().getNetworkTimeout()).isZero();
        taken.giveBack();
        assertThat(proxy.roundTrips()).isZero();
        rest(1);
        take(true).giveBack();
        assertThat(proxy.roundTrips()).isEqualTo(1);
        take(true).giveBack();
        assertThat(proxy.roundTrips()).as("just heard from").isEqualTo(1);
    }

    @Test
    void onlyHousekeepingAsksTheServerWhetherAConnectionIsValid() throws Exception {
        PooledConnection taken = take(false);
        ServerConnection connection = new ServerConnection(taken.raw(), news());
        proxy.reset();
        assertThat(connection.isValid(5)).isTrue();
        assertThat(proxy.roundTrips()).isZero();
        assertThat(validForHousekeeping(connection)).isTrue();
        assertThat(proxy.roundTrips()).isEqualTo(1);
        proxy.cut();
        assertThat(connection.isValid(5)).as("nobody has noticed").isTrue();
        assertThat(validForHousekeeping(connection)).isFalse();
        assertThat(connection.isValid(5)).isFalse();
        taken.discard();
    }

    private static PoolNews news() {
        return new PoolNews(NAME, new PoolEvents(Set.of()));
    }

    private static boolean validForHousekeeping(ServerConnection connection)
            throws InterruptedException, ExecutionException {
        CompletableFuture<Boolean> valid = new CompletableFuture<>();
        new HousekeepingThread(
                        () -> {
                            try {
                                valid.complete(connection.isValid(5));
                            } catch (SQLException e) {
                                valid.completeExceptionally(e);
                            }
                        },
                        "test")
                .start();
        return valid.get();
    }

    @Test
    void afterARestartAReadMayGetADeadConnectionAndWhoMustHaveALiveOneNeverDoes() throws SQLException {
        rest(2);
        node.restart();
        PooledConnection dead = take(false);
        assertThat(dead.raw().isValid(5)).isFalse();
        dead.discard();
        rest(0);
        PooledConnection first = take(true);
        PooledConnection second = take(true);
        assertThat(first.raw().isValid(5)).isTrue();
        assertThat(second.raw().isValid(5)).isTrue();
        first.giveBack();
        second.giveBack();
        assertThat(pool.status().total()).isEqualTo(2);
    }

    @Test
    void aNodeThatAcceptsNobodyIsSaidToAtOnce() {
        node.kill();
        try {
            NoConnectionException none = catchThrowableOfType(
                    NoConnectionException.class, () -> pool.take(TENANT, 1, LONG, Duration.ZERO, false));
            assertThat(none.reason()).isEqualTo(Reason.REFUSED);
            assertThat(none.nodeFailed()).isTrue();
            assertThat(none.kind()).contains("SQLSTATE 08");
            assertThat(none.getCause()).isInstanceOf(SQLException.class).hasNoCause();
        } finally {
            node.start();
        }
    }

    @Test
    void aNodeThatAcceptsAndStaysSilentIsGivenUpLongBeforeTheCallersLimit() {
        proxy.blackhole(true);
        assertThat(refusal()).isEqualTo(Reason.REFUSED);
        proxy.blackhole(false);
    }

    @Test
    void aConnectionInUseIsReasonToWaitForThoughTheNodeAcceptsNoOther() throws Exception {
        PooledConnection held = take(false);
        proxy.blackhole(true);
        CompletableFuture<PooledConnection> next = new CompletableFuture<>();
        Thread.ofPlatform().daemon().start(() -> next.complete(take(false)));
        await().until(() -> pool.attempts().failed() > 0);
        assertThat(next).isNotDone();
        held.giveBack();
        assertThat(next.get().raw()).isSameAs(held.raw());
        next.get().giveBack();
        proxy.blackhole(false);
    }

    @Test
    void whoeverWaitsForALostNodeGivesUpAtOnce() throws Exception {
        PooledConnection first = take(false);
        PooledConnection second = take(false);
        List<CompletableFuture<Reason>> waiting = List.of(waiter(), waiter(), waiter());
        observe(Role.UNKNOWN);
        for (CompletableFuture<Reason> ended : waiting) {
            assertThat(ended.get()).isEqualTo(Reason.LOST);
        }
        assertThat(refusal()).isEqualTo(Reason.LOST);
        first.giveBack();
        second.giveBack();
        assertThat(pool.status().total())
                .as("what a lost node's connections become")
                .isZero();
    }

    @Test
    void anAttemptOnALostNodeNeitherFailsNorBacksOffAndConnectsWhenTheNodeIsSeenAgain() throws Exception {
        proxy.blackhole(true);
        CompletableFuture<Reason> waiting = waiter();
        await().until(() -> pool.attempts().started() == 1);
        observe(Role.UNKNOWN);
        assertThat(waiting.get()).isEqualTo(Reason.LOST);
        node.restart();
        assertThat(pool.attempts()).isEqualTo(new ConnectAttempts(1, 0, 0, null));
        proxy.blackhole(false);
        observe(Role.PRIMARY);
        await("though nobody asks").until(() -> pool.status().idle() == 1);
        assertThat(pool.attempts()).isEqualTo(new ConnectAttempts(2, 1, 0, null));
        take(false).giveBack();
        assertThat(pool.attempts().started()).isEqualTo(2);
    }

    @Test
    void aNodeThatWasKilledIsUsedAgainOnceItIsSeen() throws SQLException {
        rest(2);
        node.kill();
        observe(Role.UNKNOWN);
        assertThat(refusal()).isEqualTo(Reason.LOST);
        assertThat(pool.status().total()).isZero();
        node.start();
        observe(Role.PRIMARY);
        PooledConnection taken = take(false);
        assertThat(taken.raw().isValid(5)).isTrue();
        taken.giveBack();
    }

    @Test
    void aPoolOpenedWhileItsNodeIsLostWaitsForItToo() {
        observe(Role.UNKNOWN);
        pool = pools.get(new PoolName(Layer.UNBOUND, Layer.CLUSTER, PRIMARY, PoolPurpose.PRIMARY));
        assertThat(refusal()).isEqualTo(Reason.LOST);
        observe(Role.PRIMARY);
        take(false).giveBack();
    }

    @Test
    void aRetiredPoolGivesOutNothingAndLetsGoOfThoseWhoWait() throws Exception {
        PooledConnection first = take(false);
        PooledConnection second = take(false);
        CompletableFuture<Reason> waiting = waiter();
        observe(Role.FENCED);
        assertThat(waiting.get()).isEqualTo(Reason.RETIRED);
        assertThat(refusal()).isEqualTo(Reason.RETIRED);
        first.giveBack();
        second.discard();
    }

    /** Whoever was sent there before the role changed asks for the pool once more. */
    @Test
    void aRetiredPoolIsNotOpenedAnewUntilItsNodePlaysThatRoleAgain() throws Exception {
        take(false).giveBack();
        observe(Role.REPLICA);
        pool = pools.get(pool.name());
        assertThat(refusal()).isEqualTo(Reason.RETIRED);
        assertThat(pools.statuses()).isEmpty();
        observe(Role.PRIMARY);
        pool = pools.get(pool.name());
        take(false).giveBack();
    }

    @Test
    void closingDoesNotWaitForAnAttemptThatHangs() throws Exception {
        proxy.blackhole(true);
        CompletableFuture<Reason> waiting = waiter();
        await().until(() -> pool.attempts().started() == 1);
        layer.close();
        assertThat(waiting.get()).isEqualTo(Reason.RETIRED);
        assertThat((Throwable) pool.attempts().latest())
                .as("given up, not timed out")
                .hasMessage("Connecting was given up");
        proxy.blackhole(false);
    }
}
