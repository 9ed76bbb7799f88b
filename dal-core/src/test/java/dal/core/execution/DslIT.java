package dal.core.execution;

import static dal.core.testkit.Layer.ACME;
import static dal.core.testkit.Layer.GLOBEX;
import static dal.core.testkit.Notes.NOTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dal.RouteHint;
import dal.TenantDatabase;
import dal.core.testkit.Layer;
import dal.core.testkit.Notes;
import dal.error.DatabaseException;
import dal.tenant.TenantId;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jooq.Configuration;
import org.jooq.Context;
import org.jooq.ConverterContext;
import org.jooq.DSLContext;
import org.jooq.ExecuteContext;
import org.jooq.ExecuteListener;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.AbstractContextConverter;
import org.jooq.impl.CustomField;
import org.jooq.impl.DSL;
import org.jooq.impl.DefaultConnectionProvider;
import org.jooq.impl.DefaultExecuteListenerProvider;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** jOOQ's configuration can be changed where it is used; what one tenant's code does to it stays with that tenant. */
@PostgresTest(replicas = 1, pools = "it/")
class DslIT {

    private static final List<String> OWN = List.of("acme-1", "acme-2", "acme-3");
    private static final List<String> OTHERS = List.of("globex-1", "globex-2");

    private Layer layer;

    @BeforeAll
    static void create(TestDatabase database) {
        Notes.create(database);
        Notes.fill(database);
    }

    @BeforeEach
    void start(TestDatabase database) {
        layer = Layer.over(database);
    }

    @AfterEach
    void stop() {
        layer.close();
    }

    private List<String> texts(DSLContext dsl) {
        return dsl.select(NOTES.text).from(NOTES).orderBy(NOTES.id).fetch(NOTES.text);
    }

    private void assertOthersWorkAsEver() {
        assertThat(texts(layer.database(GLOBEX).dsl())).isEqualTo(OTHERS);
        assertThat(layer.database(GLOBEX).read(this::texts)).isEqualTo(OTHERS);
        assertThat(inTransaction(GLOBEX)).isEqualTo(OTHERS);
    }

    private void assertOwnBlocksWorkAsEver() {
        assertThat(layer.database(ACME).read(this::texts)).isEqualTo(OWN);
        assertThat(inTransaction(ACME)).isEqualTo(OWN);
    }

    private List<String> inTransaction(TenantId tenant) {
        return layer.database(tenant).inTransaction(transaction -> texts(transaction.dsl()));
    }

    @Test
    void anotherConnectionProviderServesNobodyElse(TestDatabase database) throws Exception {
        try (Connection superuser = database.connect()) {
            DSLContext changed = layer.database(ACME).dsl();
            Configuration unused = changed.configuration().set(new DefaultConnectionProvider(superuser));
            assertThat(texts(changed))
                    .as("its own connection, which nothing binds")
                    .hasSize(5);
            assertOthersWorkAsEver();
            assertOwnBlocksWorkAsEver();
        }
        layer.pools().assertClean();
    }

    @Test
    void listenersInThePlaceOfOursTakeNothingFromTheBinding() {
        AtomicInteger heard = new AtomicInteger();
        DSLContext changed = layer.database(ACME).dsl();
        Configuration unused = changed.configuration().set(new DefaultExecuteListenerProvider(new ExecuteListener() {
            @Override
            public void start(ExecuteContext context) {
                heard.incrementAndGet();
            }
        }));
        assertThat(texts(changed)).isEqualTo(OWN);
        assertThat(heard).hasValue(1);
        assertOthersWorkAsEver();
        assertOwnBlocksWorkAsEver();
        assertThat(heard).hasValue(1);
        layer.pools().assertClean();
    }

    @Test
    void aFailureOfJdbcByHandIsToldAsJdbcsWithItsStateAndWithoutTheServersWords() {
        assertThatThrownBy(() -> layer.database(ACME).dsl().connection(connection -> {
                    try (Statement statement = connection.createStatement()) {
                        statement.execute("select 'secret'::int");
                    }
                }))
                .isInstanceOf(DataAccessException.class)
                .isNotInstanceOf(DatabaseException.class)
                .satisfies(told ->
                        assertThat(((DataAccessException) told).sqlState()).isEqualTo("22P02"))
                .hasRootCauseInstanceOf(SQLException.class)
                .message()
                .doesNotContain("secret");
        layer.pools().assertClean();
    }

    @Test
    void settingsAndDataStayWithTheTenantThatHadThemChanged() {
        DSLContext changed = layer.database(ACME).dsl();
        changed.settings().setFetchSize(77);
        Object unused = changed.configuration().data("mine", "acme's");
        for (DSLContext other : List.of(
                layer.database(GLOBEX).dsl(),
                layer.databases().session(GLOBEX).dsl(),
                layer.database(GLOBEX).inTransaction(transaction -> transaction.dsl()),
                layer.database(GLOBEX).read(dsl -> dsl))) {
            assertThat(other.settings().getFetchSize()).isNotEqualTo(77);
            assertThat(other.data("mine")).isNull();
        }
    }

    @Test
    void whatOneStatementKeepsIsSeenByNoOther() {
        List<Configuration> executions = new ArrayList<>();
        for (TenantId tenant : List.of(ACME, GLOBEX)) {
            TenantDatabase database = layer.database(tenant);
            for (int time = 0; time < 2; time++) {
                keeping(database.dsl(), executions);
                keeping(RouteHint.PRIMARY.on(database.dsl()), executions);
                keeping(
                        database.dsl()
                                .configuration()
                                .deriveSettings(own -> own.withBatchSize(7))
                                .dsl(),
                        executions);
                database.dsl().transaction(transaction -> keeping(transaction.dsl(), executions));
                database.read(dsl -> keeping(dsl, executions));
                database.inTransaction(transaction -> keeping(transaction.dsl(), executions));
            }
        }
        assertThat(executions).hasSize(24).doesNotHaveDuplicates();
        layer.pools().assertClean();
    }

    @Test
    void aBatchIsRenderedForItsExecutionAloneWhereNobodyWatches() {
        AtomicInteger rendered = new AtomicInteger();
        Field<String> text = new CustomField<>("text", SQLDataType.CLOB) {
            @Override
            public void accept(Context<?> context) {
                rendered.incrementAndGet();
                context.visit(DSL.inline("batched"));
            }
        };
        DSLContext dsl = layer.database(GLOBEX).dsl();
        Query unseen = dsl.update(NOTES).set(NOTES.text, text).where(NOTES.id.eq(99));
        Query other = dsl.deleteFrom(NOTES).where(NOTES.id.eq(99));

        assertThat(dsl.batch(unseen, other).execute()).containsExactly(0, 0);
        assertThat(rendered).hasValue(1);
        layer.database(GLOBEX)
                .useTransaction(transaction -> assertThat(
                                transaction.dsl().batch(unseen, other).execute())
                        .containsExactly(0, 0));
        assertThat(rendered).hasValue(2);
    }

    /** Reads a note with what keeps the tenant in the execution's data. */
    private static Configuration keeping(DSLContext dsl, List<Configuration> executions) {
        Field<Integer> id = DSL.field(
                NOTES.id.getQualifiedName(),
                SQLDataType.INTEGER.asConvertedDataType(new AbstractContextConverter<>(Integer.class, Integer.class) {
                    @Override
                    public Integer from(Integer read, ConverterContext context) {
                        Configuration own = context.configuration();
                        assertThat(own.settings())
                                .as("shared until it is changed")
                                .isSameAs(dsl.settings());
                        assertThat(own.data("kept")).isNull();
                        Object unused = own.data("kept", "by this one");
                        own.settings().setFetchSize(77);
                        executions.add(own);
                        return read;
                    }

                    @Override
                    public Integer to(Integer given, ConverterContext context) {
                        return given;
                    }
                }));
        assertThat(dsl.select(id).from(NOTES).where(NOTES.id.eq(1)).fetch()).hasSize(1);
        assertThat(dsl.settings().getFetchSize()).isNotEqualTo(77);
        assertThat(dsl.configuration().data("kept")).isNull();
        return executions.getLast();
    }
}
