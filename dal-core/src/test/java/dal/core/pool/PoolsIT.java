package dal.core.pool;

import static dal.core.testkit.Layer.ACME;
import static dal.core.testkit.Notes.NOTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.google.inject.multibindings.Multibinder;
import dal.TenantDatabase;
import dal.cluster.NodeName;
import dal.cluster.Role;
import dal.core.testkit.Layer;
import dal.core.testkit.Notes;
import dal.error.ConnectionLostException;
import dal.spi.NodeState;
import dal.spi.PoolListener;
import dal.status.PoolName;
import dal.status.PoolStatus;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

@PostgresTest(replicas = 1)
class PoolsIT {

    private static final NodeName PRIMARY = NodeName.of("primary");

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final Level level = root.getLevel();
    private final Told told = new Told();
    private Layer layer;

    @BeforeAll
    static void schema(TestDatabase database) {
        Notes.create(database);
    }

    @BeforeEach
    void start(TestDatabase database) {
        Notes.fill(database);
        layer = Layer.over(
                database,
                binder -> Multibinder.newSetBinder(binder, PoolListener.class)
                        .addBinding()
                        .toInstance(told));
        log.start();
        root.addAppender(log);
        root.setLevel(Level.TRACE);
    }

    @AfterEach
    void stop() {
        root.setLevel(level);
        root.detachAppender(log);
        layer.close();
        assertThat(told.closed).containsExactlyInAnyOrderElementsOf(told.opened);
    }

    private List<String> logged() {
        return List.copyOf(log.list).stream()
                .map(event -> event.getFormattedMessage() + " " + event.getKeyValuePairs())
                .toList();
    }

    @Test
    void isOpenedOnceHoweverManyAskAndAnnouncedInOneLine(TestDatabase database) throws Exception {
        CyclicBarrier together = new CyclicBarrier(50);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            threads.add(Thread.ofPlatform().start(() -> {
                try {
                    together.await();
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
                layer.injector()
                        .getInstance(ConnectionPools.class)
                        .get(new PoolName(Layer.BOUND, Layer.CLUSTER, PRIMARY, dal.cluster.PoolPurpose.PRIMARY));
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(told.opened).hasSize(1);
        assertThat(logged().stream().filter(line -> line.startsWith("pool opened")))
                .singleElement()
                .asString()
                .contains("bound/main/primary/primary", "max=\"2\"", "acquireTimeout", "sslmode", database.name());
    }

    @Test
    void nothingSecretIsLoggedAtAnyLevel(TestDatabase database) {
        layer.database(ACME).dsl().fetch("select text from note where text <> ?", "hunter2-4711");
        layer.database(ACME).read(dsl -> dsl.fetch("select text from note where text <> ?", "hunter2-4711"));
        layer.database(ACME)
                .useTransaction(transaction ->
                        transaction.dsl().fetch("select text from note where text <> ?", "hunter2-4711"));
        assertThat(log.list).isNotEmpty();
        String password = database.applicationRole().password();
        assertThat(logged().stream().filter(line -> line.contains("hunter2-4711") || line.contains(password)))
                .isEmpty();
    }

    @Test
    void itsConnectionsSayWhoseTheyAre() {
        TenantDatabase acme = layer.database(ACME);
        String sql = "select application_name from pg_stat_activity where pid = pg_backend_pid()";
        assertThat(acme.dsl().fetchSingle(sql).get(0)).isEqualTo("it/bound/primary");
        String replica = acme.read(dsl -> dsl.fetchSingle(sql).get(0, String.class));
        assertThat(replica).isEqualTo("it/bound/replica");
    }

    @Test
    void isRetiredWhenItsNodeChangesItsRole() {
        TenantDatabase acme = layer.database(ACME);
        assertThatExceptionOfType(ConnectionLostException.class)
                .as("a primary that is a replica now was restarted for that")
                .isThrownBy(() -> acme.useTransaction(transaction -> {
                    transaction.dsl().fetchCount(NOTES);
                    layer.routing().observe(new NodeState(PRIMARY, Role.REPLICA, null));
                    transaction.dsl().fetchCount(NOTES);
                }));
        await().untilAsserted(() -> assertThat(told.closed).hasSize(1));
        assertThat(layer.databases().status().pools()).isEmpty();
        layer.routing().observe(new NodeState(PRIMARY, Role.PRIMARY, null));
        assertThat(acme.dsl().fetch("select 1")).hasSize(1);
        assertThat(told.opened).hasSize(2);
    }

    @Test
    void isKeptWhileItsNodeDoesNotAnswer() {
        layer.database(ACME).dsl().fetch("select 1");
        layer.routing().observe(new NodeState(PRIMARY, Role.UNKNOWN, null));
        assertThat(layer.databases().status().pools()).hasSize(1);
        layer.routing().observe();
        assertThat(layer.databases().status().pools()).isEmpty();
    }

    /** What a listener was told. */
    private static final class Told implements PoolListener {

        private final List<PoolName> opened = new CopyOnWriteArrayList<>();
        private final List<PoolName> closed = new CopyOnWriteArrayList<>();

        @Override
        public void opened(PoolName pool, Supplier<PoolStatus> status) {
            opened.add(pool);
            assertThat(status.get().name()).isEqualTo(pool);
        }

        @Override
        public void closed(PoolName pool) {
            closed.add(pool);
        }
    }
}
