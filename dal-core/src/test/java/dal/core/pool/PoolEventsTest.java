package dal.core.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import com.sun.management.ThreadMXBean;
import com.zaxxer.hikari.HikariConfig;
import dal.error.PoolExhaustedException;
import dal.spi.PoolListener;
import dal.status.PoolName;
import dal.status.PoolStatus;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PoolEventsTest {

    private static final Duration LONG = Duration.ofSeconds(20);
    private static final String HIKARI_LOOKS_EVERY = "com.zaxxer.hikari.housekeeping.periodMs";

    private final FakeServer server = new FakeServer();
    private final Told told = new Told();
    private ConnectionPool pool = open(config -> {});

    private ConnectionPool open(Consumer<HikariConfig> settings) {
        return server.pool(Set.of(told, new Silent(), new Broken()), settings);
    }

    @AfterEach
    void close() {
        pool.close();
        server.close();
    }

    private PooledConnection take() throws NoConnectionException {
        return pool.take(FakeServer.TENANT, 1, LONG, Duration.ZERO, false);
    }

    @Test
    void tellsOfAConnectionFromItsMakingToItsEnd() throws Exception {
        PooledConnection taken = take();
        taken.giveBack();
        take().discard();
        await().until(() -> told.events.size() == 6);
        assertThat(told.events)
                .containsExactlyInAnyOrder(
                        "connected", "acquired", "released", "acquired", "released", "removed BROKEN");
    }

    @Test
    void tellsOfACallThatWasGivenNone() throws Exception {
        pool = open(config -> config.setMaximumPoolSize(1));
        PooledConnection taken = take();
        assertThat(catchThrowable(this::take)).isInstanceOf(NoConnectionException.class);
        taken.giveBack();
        assertThat(told.events).contains("refused HELD_BY_CALLER");
    }

    @Test
    void knowsForHowLongTheFirstOfThoseInUseHasBeen() throws Exception {
        assertThat(pool.status().longestUse()).isZero();
        PooledConnection taken = take();
        assertThat(pool.status().longestUse()).isPositive();
        taken.giveBack();
        assertThat(pool.status().longestUse()).isZero();
    }

    @Test
    void tellsOfAConnectionThatCouldNotBeMade() {
        server.refuse("08001");
        assertThat(catchThrowable(this::take)).isInstanceOf(NoConnectionException.class);
        assertThat(told.events).first().isEqualTo("failed 08001");
    }

    @Test
    void oneThatIsFoundDeadIsRemovedAsBroken() throws Exception {
        take().giveBack();
        long rested = System.nanoTime();
        await().until(() -> System.nanoTime() - rested > Duration.ofMillis(600).toNanos());
        server.die();
        pool.take(FakeServer.TENANT, 1, LONG, Duration.ZERO, true).giveBack();
        await().until(() -> told.events.contains("removed BROKEN"));
    }

    @Test
    void oneThatHikariFindsDeadIsRemovedAsBroken() throws Exception {
        pool = open(config -> config.setKeepaliveTime(50));
        take().giveBack();
        server.die();
        await().until(() -> told.events.contains("removed BROKEN"));
    }

    @Test
    void oneThatReachesItsAgeIsRemovedAsAged() throws Exception {
        pool = open(config -> config.setMaxLifetime(50));
        take().giveBack();
        await().until(() -> told.events.contains("removed AGED"));
    }

    @Test
    void oneThatReachesItsAgeInUseIsRemovedAsAgedWhenItIsBack() throws Exception {
        // Long enough for a busy machine to hand it out young.
        pool = open(config -> config.setMaxLifetime(500));
        PooledConnection taken = take();
        long made = System.nanoTime();
        await().until(() -> System.nanoTime() - made > Duration.ofMillis(600).toNanos());
        assertThat(told.events).containsExactly("connected", "acquired");
        taken.giveBack();
        await().until(() -> told.events.contains("removed AGED"));
    }

    @Test
    void oneThatIsIdleTooLongIsRemovedAsIdle() throws Exception {
        System.setProperty(HIKARI_LOOKS_EVERY, "20");
        try {
            pool = open(config -> config.setIdleTimeout(50));
        } finally {
            System.clearProperty(HIKARI_LOOKS_EVERY);
        }
        take().giveBack();
        await().until(() -> told.events.contains("removed IDLE"));
    }

    @Test
    void whatAPoolLetsGoOfIsRemovedForThePoolsSake() throws Exception {
        PooledConnection held = take();
        take().giveBack();
        pool.lost();
        held.giveBack();
        await().until(() -> told.events.stream().filter("removed POOL"::equals).count() == 2);
    }

    @Test
    void whatIsBeyondASmallerSizeIsRemovedForThePoolsSake() throws Exception {
        PooledConnection held = take();
        PooledConnection other = take();
        pool.resize(1, 0);
        held.giveBack();
        await().until(() -> told.events.contains("removed POOL"));
        other.giveBack();
        assertThat(told.events).filteredOn("removed POOL"::equals).hasSize(1);
        assertThat(pool.status().idle()).isEqualTo(1);
    }

    @Test
    void aPoolAtRestRemovesItsConnectionsForThePoolsSake() throws Exception {
        take().giveBack();
        await().until(() -> pool.putAway(Duration.ofMillis(20)));
        await().until(() -> told.events.contains("removed POOL"));
    }

    @Test
    void callsAreToldOnlyToThoseWhoListenForThem() {
        assertThat(new PoolEvents(Set.of(new Silent())).tellsOfCalls()).isFalse();
        assertThat(new PoolEvents(Set.of(new Silent(), told)).tellsOfCalls()).isTrue();
    }

    @Test
    void tellingOfCallsAllocatesNothing() {
        PoolEvents events = new PoolEvents(Set.of(new Counting(), new Silent()));
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        int calls = 200_000;
        long allocated = Long.MAX_VALUE;
        for (int round = 0; round < 5; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < calls; i++) {
                events.acquired(FakeServer.NAME, i);
                events.released(FakeServer.NAME, i);
            }
            allocated = Math.min(allocated, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(allocated).isLessThan(calls);
    }

    private static class Silent implements PoolListener {

        @Override
        public void opened(PoolName pool, Supplier<PoolStatus> status) {}

        @Override
        public void closed(PoolName pool) {}
    }

    private static final class Counting extends Silent {

        private long sum;

        @Override
        public void acquired(PoolName pool, long waitedNanos) {
            sum += waitedNanos;
        }

        @Override
        public void released(PoolName pool, long usedNanos) {
            sum += usedNanos;
        }
    }

    /** Throws whatever it is told. */
    private static final class Broken extends Silent {

        @Override
        public void connected(PoolName pool, Duration took) {
            throw new IllegalStateException("connected");
        }

        @Override
        public void connectFailed(PoolName pool, @Nullable String sqlState) {
            throw new IllegalStateException("connectFailed");
        }

        @Override
        public void acquired(PoolName pool, long waitedNanos) {
            throw new AssertionError("acquired");
        }

        @Override
        public void released(PoolName pool, long usedNanos) {
            throw new IllegalStateException("released");
        }

        @Override
        public void removed(PoolName pool, Removal why) {
            throw new IllegalStateException("removed");
        }
    }

    /** Writes down what it is told. */
    private static final class Told extends Silent {

        private final List<String> events = new CopyOnWriteArrayList<>();

        @Override
        public void connected(PoolName pool, Duration took) {
            assertThat(took).isPositive();
            events.add("connected");
        }

        @Override
        public void connectFailed(PoolName pool, @Nullable String sqlState) {
            events.add("failed " + sqlState);
        }

        @Override
        public void acquired(PoolName pool, long waitedNanos) {
            assertThat(waitedNanos).isPositive();
            events.add("acquired");
        }

        @Override
        public void released(PoolName pool, long usedNanos) {
            assertThat(usedNanos).isPositive();
            events.add("released");
        }

        @Override
        public void refused(PoolName pool, PoolExhaustedException.Reason why) {
            events.add("refused " + why);
        }

        @Override
        public void removed(PoolName pool, Removal why) {
            events.add("removed " + why);
        }
    }
}
