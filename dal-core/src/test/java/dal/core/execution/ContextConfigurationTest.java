package dal.core.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dal.core.connection.StandIn;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jooq.Configuration;
import org.jooq.ConnectionProvider;
import org.jooq.ConverterContext;
import org.jooq.DSLContext;
import org.jooq.DiagnosticsListener;
import org.jooq.ExecuteContext;
import org.jooq.ExecuteListener;
import org.jooq.Field;
import org.jooq.Record1;
import org.jooq.RecordListener;
import org.jooq.Result;
import org.jooq.Results;
import org.jooq.SQLDialect;
import org.jooq.TransactionContext;
import org.jooq.TransactionProvider;
import org.jooq.VisitListener;
import org.jooq.conf.Settings;
import org.jooq.impl.AbstractConfiguration;
import org.jooq.impl.AbstractContextConverter;
import org.jooq.impl.DSL;
import org.jooq.impl.DefaultConfiguration;
import org.jooq.impl.DefaultConnectionProvider;
import org.jooq.impl.DefaultTransactionProvider;
import org.jooq.impl.SQLDataType;
import org.jooq.tools.jdbc.MockConfiguration;
import org.jooq.tools.jdbc.MockConnection;
import org.jooq.tools.jdbc.MockResult;
import org.jooq.tools.jdbc.MockResultSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An execution's configuration is as good as a copy of its DSLContext's, and is none until it has to be. */
class ContextConfigurationTest {

    private static final Clock STOPPED = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);

    private static final Integer UNSET = new Settings().getBatchSize();

    private final Dsl dsls = new Dsl(new Settings());
    private final DSLContext dsl = dsls.over(oneRow(), false);

    // --- what is shared ---

    @Test
    void anExecutionSharesItsContextsSettingsAndHasItsOwnConnection() {
        run(own -> {
            assertThat(own.settings()).isSameAs(dsl.settings());
            assertThat(own.dialect()).isEqualTo(SQLDialect.POSTGRES);
            assertThat(own.connectionProvider())
                    .isNotSameAs(dsl.configuration().connectionProvider())
                    .isSameAs(own.systemConnectionProvider());
        });
    }

    @Test
    void noTwoContextsShareTheirSettings() {
        DSLContext other = dsls.over(oneRow(), false);
        assertThat(Stream.of(
                                dsl,
                                other,
                                dsl.configuration().dsl(),
                                dsl.configuration().derive().dsl(),
                                dsl.configuration().derive(STOPPED).dsl())
                        .map(context -> System.identityHashCode(context.settings()))
                        .distinct())
                .as("but for one of the same configuration")
                .hasSize(4);

        dsl.settings().setBatchSize(7);
        Configuration unused = dsl.configuration().set(STOPPED);

        assertThat(other.settings().getBatchSize()).isEqualTo(UNSET);
        assertThat(other.configuration().clock()).isNotEqualTo(STOPPED);
        run(other, own -> assertThat(own.settings().getBatchSize()).isEqualTo(UNSET));
    }

    @Test
    void anExecutionReadsItsContextsData() {
        Object unused = dsl.configuration().data("kept", "the context's");

        run(own -> {
            assertThat(own.data("kept")).isEqualTo("the context's");
            assertThat(own.data()).containsEntry("kept", "the context's");
        });
    }

    // --- what is an execution's own ---

    @Test
    void whatIsPutIntoAnExecutionsDataIsSeenByNoOther() {
        run(own -> {
            Object unused = own.data("value", "one's");
            assertThat(own.data("value")).isEqualTo("one's");
        });
        run(own -> own.data().put("map", "one's"));
        run(own -> own.dsl().data().put("dsl", "one's"));

        run(own -> {
            for (String key : List.of("value", "map", "dsl")) {
                assertThat(own.data(key)).as(key).isNull();
                assertThat(own.data()).as(key).doesNotContainKey(key);
            }
        });
        assertThat(dsl.configuration().data()).doesNotContainKeys("value", "map", "dsl");
    }

    @Test
    void whatIsPutIntoItStaysThroughWhatItIsChangedTo() {
        run(own -> {
            own.data().put("early", "there");
            Configuration unused = own.set(STOPPED);
            Object replaced = own.data("late", "there");
            assertThat(own.data()).containsKeys("early", "late");
            assertThat(own.derive().data()).containsKeys("early", "late");
        });
    }

    @Test
    void whatIsSetInAnExecutionIsNotSeenByItsContextOrTheNext() {
        run(own -> {
            ConnectionProvider connections = own.connectionProvider();
            assertThat(own.set(new Settings().withBatchSize(7))).isSameAs(own);
            assertThat(own.set(STOPPED).clock()).isEqualTo(STOPPED);
            assertThat(own.set((ExecuteListener) new ExecuteListener() {}).executeListenerProviders())
                    .hasSize(1);
            assertThat(own.settings().getBatchSize()).isEqualTo(7);
            assertThat(own.connectionProvider()).isSameAs(connections);
        });

        for (Configuration other :
                List.of(dsl.configuration(), dsl.configuration().derive())) {
            assertThat(other.settings().getBatchSize()).isEqualTo(UNSET);
            assertThat(other.clock()).isNotEqualTo(STOPPED);
            assertThat(other.executeListenerProviders()).isEmpty();
        }
        run(own -> assertThat(own.settings().getBatchSize()).isEqualTo(UNSET));
    }

    @Test
    void whatIsDerivedOfAnExecutionIsACopyWithItsConnection() {
        run(own -> {
            ConnectionProvider connections = own.connectionProvider();
            Configuration changed = own.deriveSettings(settings -> settings.withBatchSize(7));
            Configuration copy = own.derive();
            copy.settings().setBatchSize(8);
            assertThat(changed.settings().getBatchSize()).isEqualTo(7);
            assertThat(own.settings().getBatchSize()).isEqualTo(UNSET);
            assertThat(changed.connectionProvider()).isSameAs(connections);
            assertThat(copy.connectionProvider()).isSameAs(connections);
            ConnectionProvider another = new DefaultConnectionProvider(null);
            assertThat(own.derive(another).connectionProvider()).isSameAs(another);
            assertThat(own.connectionProvider()).isSameAs(connections);
        });
        assertThat(dsl.settings().getBatchSize()).isEqualTo(UNSET);
    }

    @Test
    void transactionsInAnExecutionAreJooqsOwnOnItsConnection() {
        Configuration unused = dsl.configuration().set(new Unwanted());

        run(own -> assertThat(own.transactionProvider()).isInstanceOf(DefaultTransactionProvider.class));
    }

    @Test
    void whatSeveralResultsKeepIsAsGoodAsACopy() {
        Results results = dsl.resultQuery("select 1").fetchMany();

        Configuration kept = results.configuration();
        Object unused = Objects.requireNonNull(kept).set(STOPPED).data("kept", "the results'");

        assertThat(dsl.configuration().clock()).isNotEqualTo(STOPPED);
        assertThat(dsl.configuration().data("kept")).isNull();
    }

    // --- where it is a copy ---

    static List<Consumer<Configuration>> listening() {
        return List.of(
                own -> own.set((ExecuteListener) new ExecuteListener() {}),
                own -> own.set((VisitListener) new VisitListener() {}),
                own -> own.set((RecordListener) new RecordListener() {}),
                own -> own.set((DiagnosticsListener) new DiagnosticsListener() {}));
    }

    @ParameterizedTest
    @MethodSource("listening")
    void whereAnybodyListensItIsACopy(Consumer<Configuration> listening) {
        listening.accept(dsl.configuration());

        run(own -> {
            assertThat(own.settings()).isNotSameAs(dsl.settings());
            own.settings().setBatchSize(7);
        });

        assertThat(dsl.settings().getBatchSize()).isEqualTo(UNSET);
        run(own -> assertThat(own.settings().getBatchSize()).isEqualTo(UNSET));
    }

    @Test
    void aListenersSettingsAreThoseOfItsExecution() {
        List<Integer> heard = new ArrayList<>();
        DSLContext listening = dsl.configuration()
                .derive((ExecuteListener) new ExecuteListener() {
                    @Override
                    public void start(ExecuteContext context) {
                        assertThat(context.settings().getBatchSize()).isEqualTo(UNSET);
                        context.settings().setBatchSize(7);
                        Configuration unused = context.configuration().set(STOPPED);
                        Object replaced = context.configuration().data("kept", "one's");
                    }

                    @Override
                    public void end(ExecuteContext context) {
                        heard.add(context.settings().getBatchSize());
                    }
                })
                .dsl();

        run(listening, own -> assertThat(own.clock()).isEqualTo(STOPPED));
        run(listening, own -> assertThat(own.data("kept")).isEqualTo("one's"));

        assertThat(heard).containsExactly(7, 7);
        assertThat(listening.settings().getBatchSize()).isEqualTo(UNSET);
        assertThat(listening.configuration().data("kept")).isNull();
        assertThat(listening.configuration().clock()).isNotEqualTo(STOPPED);
        run(own -> assertThat(own.clock()).isNotEqualTo(STOPPED));
        assertThat(heard).as("the one it was derived of has no listener").hasSize(2);
    }

    @Test
    void overAnotherConnectionThanOursItIsACopy() {
        Configuration unused = dsl.configuration().set(new DefaultConnectionProvider(answering(1)));

        run(own -> assertThat(own.settings()).isNotSameAs(dsl.settings()));
    }

    @Test
    void inATransactionOfJooqsOwnItIsACopyAndHasItsConnection() {
        Configuration own = dsl.configuration()
                .derive(new DefaultTransactionProvider(new DefaultConnectionProvider(answering(42))));

        own.dsl()
                .transaction(transaction -> run(transaction.dsl(), execution -> {
                    assertThat(execution.settings()).isNotSameAs(transaction.settings());
                    assertThat(execution.connectionProvider()).isSameAs(transaction.connectionProvider());
                }));
    }

    @Test
    void aMockAnswersInThePlaceOfTheConnection() {
        DSLContext mocked = DSL.using(new MockConfiguration(
                dsl.configuration(), context -> new MockResult[] {new MockResult(1, rowOf(42))}));

        assertThat(mocked.select(DSL.field("one", Integer.class)).fetchSingle().value1())
                .isEqualTo(42);
    }

    // --- the context's own ---

    @Test
    void aContextsConfigurationIsChangedInPlace() {
        Configuration own = dsl.configuration();

        assertThat(own.set(STOPPED)).isSameAs(own);
        assertThat(own.clock()).isEqualTo(STOPPED);
        assertThat(own.dsl().configuration()).isSameAs(own);
        run(execution -> assertThat(execution.clock()).isEqualTo(STOPPED));
    }

    @Test
    void everythingElseIsJooqs() {
        List<Method> asked = new ArrayList<>();
        Configuration base = (Configuration) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Configuration.class}, (proxy, method, arguments) -> {
                    asked.add(method);
                    return Configuration.class == method.getReturnType() ? proxy : null;
                });
        Configuration context = ContextConfiguration.of(base);

        for (Method method : Configuration.class.getMethods()) {
            if (isAnsweredHere(method)) {
                continue;
            }
            asked.clear();
            Object answer = callWithNulls(context, method);
            assertThat(asked).as("what was asked for " + method).containsExactly(method);
            assertThat(answer == context)
                    .as("%s gives itself", method)
                    .isEqualTo(method.getName().equals("set"));
        }
    }

    private static boolean isAnsweredHere(Method method) {
        return method.isDefault()
                || method.getName().equals("dsl")
                || Arrays.stream(AbstractConfiguration.class.getDeclaredMethods())
                        .anyMatch(convenience -> Modifier.isPublic(convenience.getModifiers())
                                && convenience.getName().equals(method.getName())
                                && Arrays.equals(convenience.getParameterTypes(), method.getParameterTypes()));
    }

    private static Object callWithNulls(Configuration context, Method method) {
        try {
            return method.invoke(context, new Object[method.getParameterCount()]);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(method.toString(), e);
        }
    }

    @Test
    void aJooqThatKnowsMoreIsUsedAsItIs() {
        assertThat(ContextConfiguration.answersAll(ContextConfiguration.class)).isTrue();
        assertThat(ContextConfiguration.answersAll(ExecutionConfiguration.class))
                .isTrue();
        assertThat(ContextConfiguration.answersAll(AbstractConfiguration.class)).isFalse();
        assertThat(ContextConfiguration.answersAll(ConfigurationChanges.class)).isFalse();
    }

    // --- serialisation ---

    @Test
    void isSerialisedAsJooqsOwn() throws Exception {
        dsl.settings().setBatchSize(7);
        Object unused = dsl.configuration().data("kept", "there");
        AtomicReference<Configuration> ofAnExecution = new AtomicReference<>();
        run(own -> ofAnExecution.set(copy(own)));

        for (Configuration read : List.of(copy(dsl.configuration()), ofAnExecution.get())) {
            assertThat(read).isExactlyInstanceOf(DefaultConfiguration.class);
            assertThat(read.dialect()).isEqualTo(SQLDialect.POSTGRES);
            assertThat(read.settings().getBatchSize()).isEqualTo(7);
            assertThat(read.data("kept")).isEqualTo("there");
        }
    }

    private static Configuration copy(Configuration configuration) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
                out.writeObject(configuration);
            }
            return (Configuration) new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    // --- an execution ---

    private void run(Consumer<Configuration> during) {
        run(dsl, during);
    }

    /** Runs a statement, in whose course that is done with its configuration. */
    private static void run(DSLContext dsl, Consumer<Configuration> during) {
        List<Configuration> seen = new ArrayList<>();
        Field<Integer> one = DSL.field("one", SQLDataType.INTEGER.asConvertedDataType(new Meanwhile(own -> {
            seen.add(own);
            during.accept(own);
        })));
        assertThat(dsl.select(one).fetch()).hasSize(1);
        assertThat(seen).as("configurations of one execution").hasSize(1).doesNotContain(dsl.configuration());
    }

    /** A connection that answers every statement with one row. */
    private static StandIn oneRow() {
        return StandIn.answering(new MockResultSet(rowOf(1)) {
            @Override
            public void close() throws SQLException {
                beforeFirst();
            }
        });
    }

    private static Result<Record1<Integer>> rowOf(int value) {
        DSLContext rows = DSL.using(SQLDialect.POSTGRES);
        Field<Integer> one = DSL.field("one", Integer.class);
        Result<Record1<Integer>> result = rows.newResult(one);
        result.add(rows.newRecord(one).values(value));
        return result;
    }

    private static MockConnection answering(int value) {
        return new MockConnection(context -> new MockResult[] {new MockResult(1, rowOf(value))});
    }

    /** Transactions of a DSLContext's that are not those of its executions. */
    private static final class Unwanted implements TransactionProvider {

        @Override
        public void begin(TransactionContext context) {
            throw new AssertionError("not wanted here");
        }

        @Override
        public void commit(TransactionContext context) {
            throw new AssertionError("not wanted here");
        }

        @Override
        public void rollback(TransactionContext context) {
            throw new AssertionError("not wanted here");
        }
    }

    /** Shows the configuration that a value is read with. */
    private static final class Meanwhile extends AbstractContextConverter<Integer, Integer> {

        private static final long serialVersionUID = 1L;

        private final transient Consumer<Configuration> during;

        Meanwhile(Consumer<Configuration> during) {
            super(Integer.class, Integer.class);
            this.during = during;
        }

        @Override
        public Integer from(Integer value, ConverterContext context) {
            during.accept(context.configuration());
            return value;
        }

        @Override
        public Integer to(Integer value, ConverterContext context) {
            return value;
        }
    }
}
