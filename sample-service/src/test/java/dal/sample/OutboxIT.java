package dal.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.google.inject.Guice;
import com.typesafe.config.ConfigFactory;
import dal.DbConnectionManager;
import dal.core.guice.CoreModule;
import dal.routing.guice.RoutingModule;
import dal.sample.outbox.Event;
import dal.sample.outbox.Outbox;
import dal.sample.outbox.OutboxRelay;
import dal.tenant.TenantId;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What happened is told of if, and only if, it was committed. */
@PostgresTest
class OutboxIT {

    private static final String LEFT = "select count(*) from retail.outbox where tenant_id = 'acme'";

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeAll
    static void prepare(TestDatabase database) throws Exception {
        RunningSample.prepare(database);
    }

    @BeforeEach
    void listen(TestDatabase database) {
        database.execute("truncate retail.outbox");
        log.start();
        relayLog().addAppender(log);
    }

    @AfterEach
    void stopListening() {
        relayLog().detachAppender(log);
    }

    private static Logger relayLog() {
        return (Logger) LoggerFactory.getLogger(OutboxRelay.class);
    }

    /** What the relay has handed on, in its order. */
    private List<Object> subjects() {
        return List.copyOf(log.list).stream()
                .filter(line -> "event".equals(line.getMessage()))
                .flatMap(line -> line.getKeyValuePairs().stream())
                .filter(pair -> pair.key.equals("subject"))
                .map(pair -> pair.value)
                .toList();
    }

    private static long number(TestDatabase database, String sql) throws SQLException {
        try (Connection connection = database.connect();
                ResultSet row = connection.createStatement().executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    private static void write(TestDatabase database, int events) {
        database.execute("select set_config('app.tenant_id', 'acme', false);"
                + " insert into retail.outbox (kind, subject) select 'made-up', i from generate_series(1, " + events
                + ") i");
    }

    private static String order(TestDatabase database, int quantity) throws SQLException {
        return "{\"customerId\": %d, \"lines\": [{\"productId\": %d, \"quantity\": %d}]}"
                .formatted(
                        number(database, "select min(id) from retail.customer where tenant_id = 'acme'"),
                        number(database, "select min(id) from retail.product where tenant_id = 'acme'"),
                        quantity);
    }

    private static DbConnectionManager manager(TestDatabase database) {
        Launch launch = Launch.of(
                List.of(), RunningSample.environment(database), ConfigFactory.parseResources("application.conf"));
        return Guice.createInjector(new CoreModule(launch.config(Map.of())), new RoutingModule())
                .getInstance(DbConnectionManager.class);
    }

    @Test
    void anOrderIsToldOfAndSoIsWhatAnEarlierProcessLeft(TestDatabase database) throws Exception {
        write(database, 2);
        try (RunningSample sample = RunningSample.start(database)) {
            Api acme = sample.as(RunningSample.ACME);
            assertThat(acme.post("/api/orders", order(database, 1)).statusCode())
                    .isEqualTo(201);
            await().until(() -> number(database, LEFT) == 0);
            long placed = number(database, "select max(id) from retail.customer_order where tenant_id = 'acme'");
            assertThat(subjects()).containsExactly(1L, 2L, placed);
        }
    }

    @Test
    void anOrderThatIsRefusedIsNotToldOf(TestDatabase database) throws Exception {
        try (RunningSample sample = RunningSample.start(database)) {
            Api acme = sample.as(RunningSample.ACME);
            assertThat(acme.post("/api/orders", order(database, 100_000)).statusCode())
                    .isEqualTo(409);
            assertThat(acme.post("/api/orders", order(database, 1)).statusCode())
                    .isEqualTo(201);
            await().until(() -> number(database, LEFT) == 0);
            assertThat(subjects()).hasSize(1);
        }
    }

    @Test
    void whatCouldNotBeHandedOnIsHandedOnAgain(TestDatabase database) throws Exception {
        write(database, 3);
        try (DbConnectionManager databases = manager(database)) {
            Outbox outbox = new Outbox(databases.database(TenantId.of(RunningSample.ACME)));
            List<Long> received = new ArrayList<>();
            assertThatExceptionOfType(IllegalStateException.class)
                    .isThrownBy(() -> outbox.relay(10, event -> {
                        received.add(event.subject());
                        if (event.subject() == 2) {
                            throw new IllegalStateException("the receiver is gone");
                        }
                    }));
            assertThat(number(database, LEFT)).isEqualTo(3);
            assertThat(outbox.relay(10, event -> received.add(event.subject()))).isEqualTo(3);
            assertThat(received).containsExactly(1L, 2L, 1L, 2L, 3L);
            assertThat(number(database, LEFT)).isZero();
        }
    }

    @Test
    void severalAtOnceHandEachEventOnOnce(TestDatabase database) throws Exception {
        write(database, 4);
        try (DbConnectionManager databases = manager(database)) {
            Outbox outbox = new Outbox(databases.database(TenantId.of(RunningSample.ACME)));
            CountDownLatch holds = new CountDownLatch(2);
            CountDownLatch goesOn = new CountDownLatch(1);
            List<Event> first = new ArrayList<>();
            CompletableFuture<Integer> one = CompletableFuture.supplyAsync(
                    () -> outbox.relay(2, event -> {
                        first.add(event);
                        holds.countDown();
                        awaitZero(goesOn);
                    }),
                    task -> Thread.ofVirtual().start(task));
            await().until(() -> holds.getCount() == 1);
            List<Event> second = new ArrayList<>();
            assertThat(outbox.relay(10, second::add)).isEqualTo(2);
            goesOn.countDown();
            assertThat(one.join()).isEqualTo(2);
            assertThat(first).extracting(Event::subject).containsExactly(1L, 2L);
            assertThat(second).extracting(Event::subject).containsExactly(3L, 4L);
            assertThat(number(database, LEFT)).isZero();
        }
    }

    private static void awaitZero(CountDownLatch latch) {
        await().until(() -> latch.getCount() == 0);
    }

    @Test
    void anotherTenantsEventsAreNotHandedOn(TestDatabase database) throws Exception {
        write(database, 1);
        try (DbConnectionManager databases = manager(database)) {
            Outbox outbox = new Outbox(databases.database(TenantId.of(RunningSample.BLUEBIRD)));
            assertThat(outbox.relay(10, event -> {})).isZero();
            assertThat(number(database, LEFT)).isEqualTo(1);
        }
    }
}
