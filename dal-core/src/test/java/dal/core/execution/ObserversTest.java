package dal.core.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dal.cluster.ClusterName;
import dal.cluster.NodeName;
import dal.cluster.Role;
import dal.spi.Execution;
import dal.spi.ExecutionObserver;
import dal.spi.Outcome;
import dal.spi.RouteReason;
import dal.tenant.TenantClassName;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ObserversTest {

    private final List<String> told = new ArrayList<>();

    @Test
    void handsItsStateBackToAnObserverThatIsAlone() {
        runInTransaction(new Observers(Set.of(new Telling("a"))));

        assertThat(told)
                .containsExactly("a1 in null", "a2 in a1", "a2 ended with 3 rows", "a1 ended with 0 rows, 40001");
    }

    @Test
    void handsEachObserverItsOwnState() {
        runInTransaction(new Observers(new LinkedHashSet<>(List.of(new Telling("a"), new Telling("b")))));

        assertThat(told)
                .containsExactly(
                        "a1 in null",
                        "b1 in null",
                        "a2 in a1",
                        "b2 in b1",
                        "a2 ended with 3 rows",
                        "b2 ended with 3 rows",
                        "a1 ended with 0 rows, 40001",
                        "b1 ended with 0 rows, 40001");
    }

    @Test
    void takesAnArrayForTheStateThatItIs() {
        Object[] state = {"an observer's own"};
        Observers observers = new Observers(Set.of(new ExecutionObserver() {
            @Override
            public Object started(Execution execution, @Nullable Object parent) {
                return state;
            }

            @Override
            public void finished(Execution execution, @Nullable Object itsState, Outcome outcome) {
                assertThat(itsState).isSameAs(state);
                told.add("the same");
            }
        }));

        observers.start(execution(), null).finish(0, null);

        assertThat(told).containsExactly("the same");
    }

    @Test
    void goesOnWithoutAnObserverThatThrows() {
        Observers observers = new Observers(new LinkedHashSet<>(List.of(new Throwing(), new Telling("b"))));

        observers.start(execution(), null).finish(1, null);

        assertThat(told).containsExactly("b1 in null", "b1 ended with 1 rows");
    }

    @Test
    void tellsAnEndOnceAndWhatWasCountedUntilThen() {
        List<Outcome> outcomes = new ArrayList<>();
        Observers observers = new Observers(Set.of(new ExecutionObserver() {
            @Override
            public @Nullable Object started(Execution execution, @Nullable Object parent) {
                return null;
            }

            @Override
            public void finished(Execution execution, @Nullable Object state, Outcome outcome) {
                outcomes.add(outcome);
            }
        }));
        Observers.Observation observation = observers.start(execution(), null);
        observation.waited(5);
        observation.waited(6);
        observation.fetched(7);
        observation.batchOf(8);
        observation.again(NodeName.of("replica-2"));

        observation.finish(9, null);
        observation.finish(10, new IllegalStateException());

        assertThat(outcomes).hasSize(1);
        Outcome outcome = outcomes.get(0);
        assertThat(List.of(outcome.poolWait(), outcome.fetching(), outcome.rows()))
                .containsExactly(11L, 7L, 9L);
        assertThat(List.of(outcome.batchSize(), outcome.attempts())).containsExactly(8, 2);
        assertThat(outcome.node()).isEqualTo(NodeName.of("replica-2"));
        assertThat(outcome.error()).isNull();
        assertThat(outcome.duration()).isNotNegative();
    }

    private static void runInTransaction(Observers observers) {
        Observers.Observation transaction = observers.start(execution(), null);
        observers.start(execution(), transaction).finish(3, null);
        transaction.finish(0, new IllegalStateException(new SQLException("values", "40001")));
    }

    private static Execution execution() {
        return new Execution(
                Execution.Kind.STATEMENT,
                null,
                TenantClassName.of("standard"),
                ClusterName.of("main"),
                NodeName.of("primary"),
                "localhost",
                5432,
                "shop",
                Role.PRIMARY,
                RouteReason.STRONG_READ,
                null,
                null);
    }

    /** Numbers what it sees, and tells of it. */
    private final class Telling implements ExecutionObserver {

        private final String name;
        private int seen;

        Telling(String name) {
            this.name = name;
        }

        @Override
        public Object started(Execution execution, @Nullable Object parent) {
            String state = name + ++seen;
            told.add(state + " in " + parent);
            return state;
        }

        @Override
        public void finished(Execution execution, @Nullable Object state, Outcome outcome) {
            told.add(state + " ended with " + outcome.rows() + " rows"
                    + (outcome.sqlState() == null ? "" : ", " + outcome.sqlState()));
        }
    }

    private static final class Throwing implements ExecutionObserver {

        @Override
        public Object started(Execution execution, @Nullable Object parent) {
            throw new IllegalStateException("started");
        }

        @Override
        public void finished(Execution execution, @Nullable Object state, Outcome outcome) {
            throw new IllegalStateException("finished");
        }
    }
}
