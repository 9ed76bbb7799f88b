package dal.core.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dal.cluster.NodeName;
import dal.cluster.PoolPurpose;
import dal.core.testkit.Layer;
import dal.status.PoolName;
import dal.tenant.TenantId;
import dal.testing.fault.WireProxy;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.postgresql.core.BaseConnection;

/** The sockets of a pool's connections: without limits of their own, and yet none keeps anybody waiting. */
@PostgresTest
@Timeout(40)
class SocketsIT {

    private static final PoolName NAME =
            new PoolName(Layer.BOUND, Layer.CLUSTER, NodeName.of("primary"), PoolPurpose.PRIMARY);
    private static final TenantId TENANT = TenantId.of("acme");

    /** Of a file that was opened: O_NONBLOCK, as Linux has it on most machines. */
    private static final int NON_BLOCKING = 04000;

    private WireProxy proxy;
    private Layer layer;
    private ConnectionPool pool;

    @BeforeEach
    void start(TestDatabase database) {
        proxy = WireProxy.to(database.cluster().primary());
        layer = Layer.behind(database, any -> proxy.port());
        layer.databases();
        pool = layer.injector().getInstance(ConnectionPools.class).get(NAME);
    }

    @AfterEach
    void stop() {
        layer.close();
        proxy.close();
    }

    private PooledConnection take() throws NoConnectionException {
        return pool.take(TENANT, 1, Duration.ofMinutes(2), Duration.ZERO, false);
    }

    private static ServerConnection watched(BaseConnection raw) {
        return new ServerConnection(raw, new PoolNews(NAME, new PoolEvents(Set.of())));
    }

    /** The modes of this process's sockets that lead to that port. */
    private static List<Integer> modes(int port) throws IOException {
        String remote = String.format(":%04X", port);
        List<String> sockets = new ArrayList<>();
        for (String table : List.of("tcp", "tcp6")) {
            for (String line : Files.readAllLines(Path.of("/proc/self/net", table))) {
                String[] columns = line.strip().split("\\s+");
                if (columns[2].endsWith(remote)) {
                    sockets.add("socket:[" + columns[9] + "]");
                }
            }
        }
        List<Integer> modes = new ArrayList<>();
        try (var files = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path file : files) {
                try {
                    if (sockets.contains(Files.readSymbolicLink(file).toString())) {
                        modes.add(mode(file.getFileName().toString()));
                    }
                } catch (NoSuchFileException e) {
                    // It was closed meanwhile.
                }
            }
        }
        return modes;
    }

    private static int mode(String file) throws IOException {
        return Files.readAllLines(Path.of("/proc/self/fdinfo", file)).stream()
                .filter(line -> line.startsWith("flags:"))
                .map(line -> Integer.parseInt(line.substring("flags:".length()).strip(), 8))
                .findFirst()
                .orElseThrow();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void readsWaitInTheReadItselfAfterAConnectionWasAskedToo() throws Exception {
        PooledConnection taken = take();
        try {
            assertThat(watched(taken.raw()).answers(Duration.ZERO, Duration.ofSeconds(5)))
                    .isTrue();
            assertThat(modes(proxy.port())).isNotEmpty().allMatch(mode -> (mode & NON_BLOCKING) == 0, "blocking");
        } finally {
            taken.giveBack();
        }
    }

    @Test
    void limitsOfConnectingThatTheUserSetsAreLeftToTheDriver() {
        for (String limit : List.of("socketFactory", "connectTimeout", "loginTimeout", "connectExecutor")) {
            Properties properties = new Properties();
            properties.setProperty(limit, "1");
            try (Dialling unused = Dialling.begin(properties, Duration.ZERO)) {
                assertThat(properties).hasSize(1);
            }
        }
    }

    @Test
    void answersOfAPoolAreWaitedForAsItsClassSays() throws Exception {
        PooledConnection taken = take();
        proxy.blackhole(true);
        CompletableFuture<Void> asking = CompletableFuture.runAsync(
                () -> assertThatThrownBy(() -> taken.raw().execSQLUpdate("begin")));
        await().until(() -> BusyPolling.OF_PROCESS.waiting() > 0);
        taken.raw().abort(Runnable::run);
        asking.get(10, TimeUnit.SECONDS);
        await().until(() -> BusyPolling.OF_PROCESS.waiting() == 0);
        proxy.blackhole(false);
        taken.discard();
    }

    @Test
    void nobodyStaysAwakeForAClassThatSaysSo(TestDatabase database) throws Exception {
        try (Layer asleep = Layer.limited(database, Layer.Limits.USUAL.withBusyPoll(Duration.ZERO))) {
            asleep.databases();
            PooledConnection taken = asleep.injector()
                    .getInstance(ConnectionPools.class)
                    .get(NAME)
                    .take(TENANT, 1, Duration.ofMinutes(2), Duration.ZERO, false);
            CompletableFuture<Boolean> asking = CompletableFuture.supplyAsync(() -> {
                try (var statement = taken.raw().createStatement()) {
                    return statement.execute("select pg_sleep(0.5)");
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            });
            await().pollInterval(Duration.ofMillis(1)).until(() -> {
                assertThat(BusyPolling.OF_PROCESS.waiting()).isZero();
                return asking.isDone();
            });
            assertThat(asking.get()).isTrue();
            taken.giveBack();
        }
    }

    @Test
    void aConnectionThatDoesNotAnswerInTimeIsClosed() throws Exception {
        PooledConnection taken = take();
        proxy.blackhole(true);
        assertThat(watched(taken.raw()).answers(Duration.ZERO, Duration.ofSeconds(1)))
                .isFalse();
        await().until(taken.raw()::isClosed);
        proxy.blackhole(false);
        taken.discard();
    }

    @Test
    void aConnectionThatAnsweredInTimeIsLeftAlone() throws Exception {
        PooledConnection taken = take();
        try {
            assertThat(watched(taken.raw()).answers(Duration.ZERO, Duration.ofSeconds(1)))
                    .isTrue();
            long asked = System.nanoTime();
            await().until(() ->
                    System.nanoTime() - asked > Duration.ofMillis(1500).toNanos());
            assertThat(taken.raw().isValid(5)).isTrue();
        } finally {
            taken.giveBack();
        }
    }

    @Test
    void aLimitThatIsSetLaterHolds() throws Exception {
        PooledConnection taken = take();
        taken.raw().setNetworkTimeout(Runnable::run, 200);
        assertThat(taken.raw().getNetworkTimeout()).isEqualTo(200);
        proxy.blackhole(true);
        SQLException late =
                catchThrowableOfType(SQLException.class, () -> taken.raw().execSQLUpdate("begin"));
        assertThat((Throwable) late).hasRootCauseInstanceOf(SocketTimeoutException.class);
        proxy.blackhole(false);
        taken.discard();
    }

    @Test
    void anAttemptThatIsGivenUpLeavesNothingBehind() throws Exception {
        proxy.blackhole(true);
        assertThat((Throwable) catchThrowableOfType(NoConnectionException.class, this::take))
                .isNotNull();
        layer.close();
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().contains("JDBC driver connection thread")));
        proxy.blackhole(false);
    }
}
