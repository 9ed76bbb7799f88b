package dal.core.tenancy;

import static dal.core.testkit.Layer.ACME;
import static dal.core.testkit.Layer.BOUND;
import static dal.core.testkit.Layer.GLOBEX;
import static dal.core.testkit.Notes.NOTES;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.google.inject.Module;
import dal.TenantDatabase;
import dal.core.execution.ReleaseChecks;
import dal.core.testkit.BrokenBinder;
import dal.core.testkit.Division;
import dal.core.testkit.Layer;
import dal.core.testkit.Layer.Limits;
import dal.status.Alert.Severity;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import java.sql.Statement;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/** P2 at run time: where a class asks for it, a connection that still carries something is found when it goes back, closed, logged and counted. */
@PostgresTest(pools = "it/")
class ReleaseCheckIT {

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(ReleaseChecks.class);

    @BeforeAll
    static void start(TestDatabase database) {
        for (Division division : Division.values()) {
            division.create(database);
            division.fill(database);
        }
        database.execute("""
                grant temporary on database %s to public;
                create function public.set_it(setting text, value text) returns text
                    language sql as 'select set_config(setting, value, false)';
                create function public.lock_it() returns void language sql as 'select pg_advisory_lock(7)';
                create function public.listen_to_it() returns void language sql as 'listen it';
                """.formatted(database.name()));
    }

    @BeforeEach
    void listen() {
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(log);
    }

    private static Layer over(TestDatabase database, Division division, Module... more) {
        return Layer.limited(
                database,
                Limits.USUAL
                        .withConnections(1)
                        .withIsolation(division.isolation())
                        .checkedOnRelease(),
                more);
    }

    @ParameterizedTest
    @EnumSource
    void aBinderThatBindsTheSessionIsFound(Division division, TestDatabase database) {
        try (Layer layer = over(database, division, BrokenBinder.sessionWide())) {
            assertThat(layer.database(ACME).dsl().fetchValues(NOTES.text)).hasSize(3);
            layer.database(GLOBEX)
                    .useTransaction(transaction -> transaction.dsl().fetchCount(NOTES));
            assertFound(layer, 2, division == Division.ROWS ? "tenant" : "search path");
            assertThat(log.list)
                    .extracting(event -> event.getKeyValuePairs().toString())
                    .anyMatch(pairs -> pairs.contains("path=\"statement\""))
                    .anyMatch(pairs -> pairs.contains("path=\"transaction\""))
                    .noneMatch(pairs -> pairs.contains("acme") || pairs.contains("globex"));
        }
    }

    /** What a tenant's own statement may leave behind, where nothing else would notice. */
    enum Left {
        SETTING("tenant", database -> database.dsl().fetch("select public.set_it('app.tenant_id', 'globex')")),
        SEARCH_PATH("search path", database -> database.dsl().fetch("select public.set_it('search_path', 'public')")),
        HIDING_SEARCH_PATH(
                "search path",
                database -> database.dsl().fetch("select public.set_it('search_path', 'hiding, pg_catalog')")),
        OTHER_SETTING("settings", database -> database.dsl().fetch("select public.set_it('statement_timeout', '0')")),
        LOCK("locks", database -> database.dsl().fetch("select public.lock_it()")),
        CHANNEL("listening", database -> database.dsl().fetch("select public.listen_to_it()")),
        TEMPORARY_TABLE(
                "temporary tables",
                database -> database.dsl().connection(connection -> {
                    try (Statement statement = connection.createStatement()) {
                        statement.execute("create temporary table left_over as select 1 as id");
                    }
                })),
        CURSOR(
                "cursors",
                database ->
                        database.useTransaction(transaction -> transaction.dsl().connection(connection -> {
                            try (Statement statement = connection.createStatement()) {
                                statement.execute("declare c cursor with hold for select text from note");
                            }
                        })));

        private final String kind;
        private final Consumer<TenantDatabase> leaving;

        Left(String kind, Consumer<TenantDatabase> leaving) {
            this.kind = kind;
            this.leaving = leaving;
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatAStatementLeavesIsFoundAndTheNextIsGivenAnotherConnection(Left left, TestDatabase database) {
        database.execute("""
                create schema if not exists hiding;
                create or replace view hiding.pg_settings as select 'search_path' as name, 'hiding, pg_catalog' as reset_val;
                grant usage on schema hiding to public;
                grant select on hiding.pg_settings to public;
                """);
        try (Layer layer = over(database, Division.ROWS)) {
            layer.database(ACME).dsl().fetchCount(NOTES);
            Object before = backend(layer);
            left.leaving.accept(layer.database(ACME));
            assertThat(backend(layer)).as("another connection").isNotEqualTo(before);
            assertThat(layer.database(ACME).dsl().fetchValues(NOTES.text)).hasSize(3);
            assertFound(layer, 1, left.kind);
        }
    }

    private static Object backend(Layer layer) {
        return Objects.requireNonNull(layer.database(ACME).dsl().fetchValue("select pg_backend_pid()"));
    }

    private void assertFound(Layer layer, int times, String kind) {
        assertThat(layer.databases().status().alerts()).singleElement().satisfies(alert -> {
            assertThat(alert.name()).isEqualTo("tenant-left-on-connection");
            assertThat(alert.severity()).isEqualTo(Severity.CRITICAL);
            assertThat(alert.subject()).isEqualTo(BOUND.value());
            assertThat(alert.message()).startsWith(times + " ");
        });
        assertThat(log.list).hasSize(times).allSatisfy(event -> {
            assertThat(event.getLevel().toString()).isEqualTo("ERROR");
            assertThat(event.getKeyValuePairs().toString())
                    .contains("class=\"bound\"")
                    .contains("left=\"" + kind + "\"");
        });
        assertThat(layer.databases().status().pools())
                .as("connections kept")
                .allSatisfy(pool -> assertThat(pool.active()).isZero());
    }
}
