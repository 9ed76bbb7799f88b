package dal.core.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dal.spi.PoolListener.Removal;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.core.BaseConnection;

@Timeout(20)
class ConnectorTest {

    private final BlockingQueue<String> happened = new LinkedBlockingQueue<>();
    private final Connector.Watcher watcher = new Told();
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private final BaseConnection raw = (BaseConnection) Proxy.newProxyInstance(
            getClass().getClassLoader(), new Class<?>[] {BaseConnection.class}, (proxy, method, arguments) -> {
                happened.add(method.getName());
                return null;
            });

    private class Told implements Connector.Watcher {
        @Override
        public void connected(ServerConnection connection, Duration took) {
            told.add("connected");
        }

        @Override
        public void failed(SQLException error) {
            told.add("failed " + error.getSQLState());
        }

        @Override
        public void closed(ServerConnection connection, @Nullable Removal why) {
            told.add("closed " + why);
        }
    }

    private CompletableFuture<Connection> connect(Connector connector) {
        CompletableFuture<Connection> connected = new CompletableFuture<>();
        Thread.ofPlatform().daemon().start(() -> {
            try {
                connected.complete(connector.getConnection());
            } catch (SQLException e) {
                connected.completeExceptionally(e);
            } finally {
                happened.add(Thread.currentThread().isInterrupted() ? "interrupted" : "ended");
            }
        });
        return connected;
    }

    /** As the driver does: it ends when interrupted, with an unchecked exception. */
    private BaseConnection hang() {
        happened.add("hanging");
        try {
            new CountDownLatch(1).await();
            throw new AssertionError();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while attempting to connect");
        }
    }

    @Test
    void waitsForALostNodeInsteadOfFailing() throws Exception {
        Connector connector = new Connector(() -> raw, "test", watcher);
        connector.park();
        CompletableFuture<Connection> connected = connect(connector);
        await().until(connector::isParked);
        assertThat(connector.attempts().started()).isZero();
        connector.resume();
        assertThat(((ServerConnection) connected.get()).raw()).isSameAs(raw);
        assertThat(connector.attempts()).isEqualTo(new ConnectAttempts(1, 1, 0, null));
        assertThat(told).containsExactly("connected");
    }

    @Test
    void anAttemptThatHangsWhenTheNodeIsLostIsGivenUpAndMadeAnewWhenItIsFound() throws Exception {
        CountDownLatch answering = new CountDownLatch(1);
        Connector connector = new Connector(() -> answering.getCount() > 0 ? hang() : raw, "test", watcher);
        CompletableFuture<Connection> connected = connect(connector);
        assertThat(happened.take()).isEqualTo("hanging");
        connector.park();
        await().until(connector::isParked);
        answering.countDown();
        connector.resume();
        assertThat(connected.get()).isNotNull();
        assertThat(happened.take())
                .as("an interrupt that is left would end the adder's next wait")
                .isEqualTo("ended");
        assertThat(connector.attempts()).isEqualTo(new ConnectAttempts(2, 1, 0, null));
    }

    @Test
    void failsWhereTheNodeIsNotKnownToBeLost() {
        SQLException refused = new SQLException("refused", "08001");
        Connector connector = new Connector(
                () -> {
                    throw refused;
                },
                "test",
                watcher);
        ConnectAttempts before = connector.attempts();
        assertThatThrownBy(connector::getConnection).isSameAs(refused);
        assertThat(connector.attempts()).isEqualTo(new ConnectAttempts(1, 0, 1, refused));
        assertThat(connector.attempts().failingSince(before)).isTrue();
        assertThat(told).containsExactly("failed 08001");
    }

    @Test
    void whoeverWaitsHasTheAdderWokenThatSleepsAfterAFailure() {
        Connector connector = new Connector(
                () -> {
                    throw new SQLException("refused", "08001");
                },
                "test",
                watcher);
        CountDownLatch woken = new CountDownLatch(1);
        Thread.ofPlatform().daemon().start(() -> {
            try {
                connector.getConnection().close();
            } catch (SQLException e) {
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException awake) {
                    woken.countDown();
                }
            }
        });
        await().until(() -> {
            connector.hurry();
            return woken.getCount() == 0;
        });
    }

    @Test
    void whoeverAsksHasTheAdderWokenOnceThatRestsAfterASuccess() throws Exception {
        AtomicInteger woken = new AtomicInteger();
        CountDownLatch again = new CountDownLatch(1);
        Connector connector = new Connector(() -> raw, "test", watcher);
        connector.hurry();
        Thread adder = Thread.ofPlatform().daemon().start(() -> {
            try {
                Connection unused = connector.getConnection();
                try {
                    again.await();
                } catch (InterruptedException awake) {
                    woken.incrementAndGet();
                }
                again.await();
            } catch (SQLException | InterruptedException e) {
                woken.incrementAndGet();
            }
        });
        await().until(() -> {
            connector.hurry();
            return woken.get() > 0;
        });
        for (int i = 0; i < 100; i++) {
            connector.hurry();
        }
        again.countDown();
        adder.join();
        assertThat(woken).as("as often as it was woken").hasValue(1);
    }

    /** A listener may well wait for something. */
    @Test
    void whoHearsOfAConnectionIsNotInterrupted() throws Exception {
        AtomicReference<Connector> hurried = new AtomicReference<>();
        AtomicBoolean interrupted = new AtomicBoolean();
        Connector connector = new Connector(() -> raw, "test", new Told() {
            @Override
            public void connected(ServerConnection connection, Duration took) {
                Objects.requireNonNull(hurried.get()).hurry();
                interrupted.set(Thread.currentThread().isInterrupted());
            }
        });
        hurried.set(connector);
        Connection unused = connector.getConnection();
        assertThat(interrupted).isFalse();
    }

    @Test
    void closingEndsAnAttemptThatHangs() throws Exception {
        Connector connector = new Connector(this::hang, "test", watcher);
        CompletableFuture<Connection> connected = connect(connector);
        assertThat(happened.take()).isEqualTo("hanging");
        connector.close();
        assertThatThrownBy(connected::get).isInstanceOf(ExecutionException.class);
        assertThatThrownBy(connector::getConnection).isInstanceOf(SQLException.class);
    }

    @Test
    void closingEndsAnAttemptThatWaits() {
        Connector connector = new Connector(() -> raw, "test", watcher);
        connector.park();
        CompletableFuture<Connection> connected = connect(connector);
        await().until(connector::isParked);
        connector.close();
        assertThatThrownBy(connected::get).isInstanceOf(ExecutionException.class);
        assertThat(connector.attempts().started()).isZero();
    }

    @Test
    void aConnectionMadeWhileThePoolClosedIsClosed() {
        Connector[] self = new Connector[1];
        Connector connector = new Connector(
                () -> {
                    self[0].close();
                    return raw;
                },
                "test",
                watcher);
        self[0] = connector;
        assertThatThrownBy(connector::getConnection).isInstanceOf(SQLException.class);
        assertThat(happened).contains("close");
    }
}
