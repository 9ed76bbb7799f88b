package dal.core.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dal.core.connection.ShiftedPreparedStatement.BindValue;
import dal.core.connection.TenantConnection.Owner;
import dal.core.tenancy.NodeCheck;
import dal.core.tenancy.PositionQuery;
import dal.core.tenancy.StatementFrame;
import dal.core.testkit.FixedRouting;
import dal.core.testkit.Layer;
import dal.core.testkit.Unheard;
import java.lang.reflect.Proxy;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.core.BaseConnection;

@Timeout(30)
class RaceTest {

    private final List<String> done = new CopyOnWriteArrayList<>();
    private final Nodes nodes = new Nodes();
    private volatile @Nullable Error thrown;

    /** Its cancel comes before there is anything to be cancelled, and nobody sends another. */
    @Test
    void whatHasLostBeforeItWasSentIsNotSent() throws Exception {
        OneText first = prepared(connection("first"));
        Race race = new Race(first, nodes, 0, RaceTest::prepared, new @Nullable BindValue[0], 0);

        race.run();
        Objects.requireNonNull(nodes.late).run();

        assertThat(race.winner()).isNotSameAs(first);
        assertThat(done).containsExactly("second executed", "first is to be cancelled", "first closed", "first back");
    }

    @Test
    void whatHasLostGoesBackWhateverItsStatementThrows() throws Exception {
        OneText first = prepared(connection("first"));
        Race race = new Race(first, nodes, 0, RaceTest::prepared, new @Nullable BindValue[0], 0);
        race.run();
        thrown = new StackOverflowError("thrown by the driver");

        assertThatThrownBy(() -> Objects.requireNonNull(nodes.late).run()).isSameAs(thrown);

        assertThat(done).containsExactly("second executed", "first is to be cancelled", "first closed", "first back");
        assertThat(first.connection().suspect()).isTrue();
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
                        case "execute" -> done.add(name + " executed");
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

    /** The first is run late, when the test says so; the second at once. */
    private final class Nodes implements Elsewhere {

        private @Nullable Runnable late;

        @Override
        public @Nullable TenantConnection after(SQLException failure) {
            return null;
        }

        @Override
        public boolean isItsOwn(SQLException failure) {
            return true;
        }

        @Override
        public long patience() {
            return 0;
        }

        @Override
        public void run(Runnable statement) {
            late = statement;
        }

        @Override
        public TenantConnection second() {
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
