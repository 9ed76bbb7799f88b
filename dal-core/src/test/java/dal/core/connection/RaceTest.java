package dal.core.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dal.core.connection.ShiftedPreparedStatement.BindValue;
import dal.core.connection.TenantConnection.Owner;
import dal.core.tenancy.NodeCheck;
import dal.core.tenancy.PositionQuery;
import dal.core.tenancy.StatementFrame;
import dal.core.testkit.FixedRouting;
import dal.core.testkit.Layer;
import dal.core.testkit.Unheard;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.lang.reflect.Proxy;
import java.net.Socket;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.core.BaseConnection;

@Timeout(30)
class RaceTest {

    private final List<String> done = new CopyOnWriteArrayList<>();
    private final Nodes nodes = new Nodes();
    private final BlockingQueue<byte[]> onWire = new LinkedBlockingQueue<>();
    private final LeavableInput answer = new LeavableInput(new Wire(), new Socket());
    private volatile @Nullable Error thrown;

    /** As a server answers: no transaction is open. */
    private static final byte[] READY = {'Z', 0, 0, 0, 5, 'I'};

    @Test
    void theFirstIsLeftWhenTheSecondHasAnswered() throws Exception {
        OneText first = prepared(connection("first"));
        Race race = race(first);

        race.run(answer);
        assertThat(race.winner()).isNotSameAs(first);
        assertThat(done).containsExactly("second executed", "first left", "first is to be cancelled");
        assertThat(nodes.awaited).containsExactly(false);
        onWire.add(READY);
        Objects.requireNonNull(nodes.reading).run();

        await().until(() -> done.contains("first back"));
        assertThat(done).endsWith("first is to be cancelled", "first closed", "first back");
        assertThat(first.connection().suspect()).isFalse();
    }

    @Test
    void aTransactionThatWasLeftOpenIsRolledBack() throws Exception {
        OneText first = prepared(connection("first"));
        race(first).run(answer);
        onWire.add(new byte[] {'Z', 0, 0, 0, 5, 'E'});
        Objects.requireNonNull(nodes.reading).run();

        await().until(() -> done.contains("first back"));
        assertThat(done).endsWith("first ROLLBACK", "first closed", "first back");
        assertThat(first.connection().suspect()).isFalse();
    }

    @Test
    void whatBrokeAfterItWasLeftIsNotTrusted() throws Exception {
        OneText first = prepared(connection("first"));
        race(first).run(answer);
        onWire.add(new byte[] {'Z', 0, 0, 0});
        onWire.add(new byte[0]);
        Objects.requireNonNull(nodes.reading).run();

        await().until(() -> done.contains("first back"));
        assertThat(first.connection().suspect()).isTrue();
    }

    @Test
    void whereNobodyCanReadInItsPlaceItFails() throws Exception {
        OneText first = prepared(connection("first"));
        nodes.refuses = true;
        assertThatThrownBy(() -> race(first).run(answer)).hasRootCauseInstanceOf(RejectedExecutionException.class);
        assertThat(nodes.awaited).as("no answer came").isEmpty();
    }

    /** Nobody waits for a second that does not run. */
    @Test
    void whereTheSecondCannotBeAskedItFails() throws Exception {
        OneText first = prepared(connection("first"));
        nodes.asks = false;
        assertThatThrownBy(() -> race(first).run(answer)).hasRootCauseInstanceOf(OutOfMemoryError.class);
        assertThat(first.connection().suspect()).isTrue();
    }

    /** It has ended before the first was decided. */
    @Test
    void theFirstAnswersWhereTheSecondHasFailed() throws Exception {
        OneText first = prepared(connection("first"));
        Race race = race(first);
        nodes.secondFails = true;
        Thread caller = Thread.ofPlatform().daemon().start(() -> {
            try {
                race.run(answer);
            } catch (SQLException e) {
                done.add(e.toString());
            }
        });
        await().until(() -> done.contains("second failed"));
        await().until(() -> Objects.requireNonNull(nodes.asked).getState() == Thread.State.TERMINATED);
        onWire.add(READY);
        Objects.requireNonNull(nodes.reading).run();
        caller.join();

        assertThat(race.winner()).isSameAs(first);
        assertThat(nodes.awaited).containsExactly(true);
        await().until(() -> done.contains("second back"));
        assertThat(done)
                .containsExactly("second failed", "first executed", "second is over", "second closed", "second back");
    }

    @Test
    void whatHasLostGoesBackWhateverItsStatementThrows() throws Exception {
        OneText first = prepared(connection("first"));
        race(first).run(answer);
        thrown = new StackOverflowError("thrown by the driver");
        onWire.add(READY);

        assertThatThrownBy(() -> Objects.requireNonNull(nodes.reading).run()).isSameAs(thrown);

        assertThat(done).endsWith("first is to be cancelled", "first closed", "first back");
        assertThat(first.connection().suspect()).isTrue();
    }

    /** Its cancel comes before there is anything to be cancelled, and nobody sends another. */
    @Test
    void whatHasLostBeforeItWasSentIsNotSent() throws Exception {
        OneText first = prepared(connection("first"));
        Race race = race(first);
        nodes.secondWaits.set(new CountDownLatch(1));
        onWire.add(READY);
        nodes.readsAtOnce = true;

        race.run(answer);
        assertThat(race.winner()).isSameAs(first);
        nodes.secondWaits.get().countDown();

        await().until(() -> done.contains("second back"));
        assertThat(done).containsExactly("first executed", "second closed", "second back");
    }

    private Race race(OneText first) {
        return new Race(first, nodes, 0, RaceTest::prepared, new @Nullable BindValue[0], 0);
    }

    private static OneText prepared(TenantConnection connection) throws SQLException {
        return new OneText(connection, "select 1", false, 0);
    }

    private TenantConnection connection(String name) {
        BaseConnection raw = proxy(BaseConnection.class, name, proxy(PreparedStatement.class, name, true));
        StatementFrame frame = new StatementFrame(List.of(), true, PositionQuery.NONE, NodeCheck.NONE);
        Binding bare = new Binding(frame, List.of(), true, 0, null, 0, new Unheard());
        TenantConnection connection =
                new TenantConnection(raw, bare, Owner.CALLER, new FixedRouting(Layer.CLUSTER, List.of())::classify);
        connection.lentBy(name);
        return connection;
    }

    /** Writes down what counts of what is done with it; any other question for a truth or a number is answered so, and what it prepares is that statement. */
    @SuppressWarnings("ReferenceEquality") // A proxy is equal to itself.
    private <T> T proxy(Class<T> type, String name, Object answer) {
        return type.cast(Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {type}, (proxy, method, values) -> {
                    switch (method.getName()) {
                        case "execute" -> execute(name);
                        case "execSQLUpdate" -> done.add(name + " " + values[0]);
                        case "close" -> {
                            done.add(name + " closed");
                            if (thrown != null) {
                                throw thrown;
                            }
                        }
                        case "equals" -> {
                            return proxy == values[0];
                        }
                        default -> {}
                    }
                    Class<?> wanted = method.getReturnType();
                    return wanted == boolean.class ? (Object) true : wanted.isInstance(answer) ? answer : null;
                }));
    }

    /** The first waits for its answer, as the driver does; the second has it at once. */
    private void execute(String name) throws IOException, SQLException {
        if (name.equals("first") && answer.read() == 'E') {
            // What else it is told when it has left.
            assertThat(answer.readNBytes(answer.available())).endsWith(READY);
            done.add("first left");
            throw new SQLException("cancelled", "57014");
        }
        if (name.equals("second") && nodes.secondFails) {
            done.add("second failed");
            throw new SQLException("lost", "08006");
        }
        done.add(name + " executed");
    }

    /** What the first's server sends. */
    private final class Wire extends InputStream {

        @Override
        public int read() {
            throw new AssertionError("The driver reads as much as there is");
        }

        @Override
        public int read(byte[] into, int offset, int length) throws InterruptedIOException {
            try {
                byte[] sent = onWire.take();
                System.arraycopy(sent, 0, into, offset, sent.length);
                return sent.length == 0 ? -1 : sent.length;
            } catch (InterruptedException e) {
                throw new InterruptedIOException();
            }
        }

        @Override
        public int available() {
            return 0;
        }
    }

    /** What is read in the caller's place is read when the test says so. */
    private final class Nodes implements Elsewhere {

        private final List<Boolean> awaited = new CopyOnWriteArrayList<>();
        private @Nullable Runnable reading;
        private volatile boolean readsAtOnce;
        private volatile boolean refuses;
        private volatile boolean asks = true;
        private volatile boolean secondFails;
        private volatile @Nullable Thread asked;
        private final AtomicReference<CountDownLatch> secondWaits = new AtomicReference<>(new CountDownLatch(0));

        @Override
        public @Nullable TenantConnection after(SQLException failure) {
            return null;
        }

        @Override
        public boolean isItsOwn(SQLException failure) {
            return !secondFails;
        }

        @Override
        public long patience() {
            return 0;
        }

        @Override
        public void awaited(long nanos, boolean answered) {
            assertThat(nanos).isPositive();
            awaited.add(answered);
        }

        @Override
        public void run(Runnable reading) {
            if (refuses) {
                throw new RejectedExecutionException("no thread");
            }
            this.reading = reading;
            if (readsAtOnce) {
                reading.run();
            }
        }

        @Override
        public void ask(Runnable work) {
            if (!asks) {
                throw new OutOfMemoryError("no thread");
            }
            asked = Thread.ofPlatform().daemon().start(work);
        }

        @Override
        public TenantConnection second() {
            try {
                secondWaits.get().await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            return connection("second");
        }

        @Override
        public void settle(
                TenantConnection winner, TenantConnection loser, @Nullable Throwable failure, boolean running) {
            done.add(loser.lender() + (running ? " is to be cancelled" : " is over"));
        }

        @Override
        public void release(TenantConnection loser) {
            done.add(loser.lender() + " back");
        }
    }
}
