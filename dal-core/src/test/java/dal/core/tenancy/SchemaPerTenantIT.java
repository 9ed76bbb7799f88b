package dal.core.tenancy;

import static dal.core.testkit.Layer.ACME;
import static dal.core.testkit.Layer.ALONE;
import static dal.core.testkit.Layer.BOUND;
import static dal.core.testkit.Notes.NOTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.inject.Module;
import com.google.inject.multibindings.OptionalBinder;
import dal.TenantDatabase;
import dal.core.testkit.Division;
import dal.core.testkit.Layer;
import dal.core.testkit.Layer.Limits;
import dal.error.InvalidUseException;
import dal.error.NoTenantSchemaException;
import dal.error.StatementFailedException;
import dal.spi.TenantCatalog;
import dal.tenant.TenantId;
import dal.tenant.TenantIsolation;
import dal.tenant.TenantPlacement;
import dal.testing.cluster.PostgresNode;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jooq.conf.Settings;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** P2 where each tenant has a schema: it is bound by its exact name, or nothing is executed; and nothing else is looked into. */
@PostgresTest(replicas = 1, pools = "it/")
class SchemaPerTenantIT {

    private static final TenantId NOWHERE = TenantId.of("nowhere");

    /** As every tenant of this catalog is of the class. */
    private static final Module ANYONE = binder -> OptionalBinder.newOptionalBinder(binder, TenantCatalog.class)
            .setBinding()
            .toInstance(tenant -> Optional.of(TenantPlacement.in(BOUND)));

    private static Layer layer;

    @BeforeAll
    static void start(TestDatabase database) {
        Division.SCHEMAS.create(database);
        database.execute("""
                create table public.note as select 9 as id, 'of public' as text;
                create table public.other as select 'of public' as text;
                create schema common;
                create table common.note as select 'of common' as text;
                create table common.country as select 'of common' as text;
                grant usage on schema common to %1$s;
                grant select on all tables in schema common, public to %1$s;
                grant update on public.note to %1$s;
                """.formatted(database.applicationRole().user()));
        layer = over(database, "tenant_{tenant}");
    }

    private static Layer over(TestDatabase database, String pattern, String... shared) {
        return Layer.limited(
                database,
                Limits.USUAL.withIsolation(TenantIsolation.schemaPerTenant(pattern, List.of(shared))),
                ANYONE);
    }

    @AfterAll
    static void stop() {
        layer.close();
    }

    @BeforeEach
    void rows(TestDatabase database) {
        Division.SCHEMAS.fill(database);
    }

    // --- a schema that is not there ---

    @ParameterizedTest
    @EnumSource
    void aTenantWithoutItsSchemaReadsNothing(ReadPath path) {
        assertThatThrownBy(() -> path.texts(layer.database(NOWHERE))).satisfies(SchemaPerTenantIT::saysWhatIsMissing);
        layer.pools().assertClean();
    }

    @ParameterizedTest
    @EnumSource
    void aTenantWithoutItsSchemaWritesNothing(WritePath path, TestDatabase database) {
        assertThatThrownBy(() -> path.mark(layer.database(NOWHERE))).satisfies(SchemaPerTenantIT::saysWhatIsMissing);
        assertThat(Division.texts(database, "select text from public.note")).containsExactly("of public");
        layer.pools().assertClean();
    }

    /**
     * The error is typed wherever jOOQ executes; where the caller does, it is JDBC's, with the SQLSTATE. Where the caller swallowed it, it stands behind the one that
     * came of that.
     */
    private static void saysWhatIsMissing(Throwable failure) {
        assertThat(told(failure)).as("what is missing is told by %s", failure).isTrue();
    }

    private static boolean told(Throwable failure) {
        boolean told = false;
        for (Throwable cause = failure; cause != null && !told; cause = cause.getCause()) {
            told = (cause instanceof NoTenantSchemaException missing
                            && String.valueOf(missing.getMessage()).contains("tenant_nowhere")
                            && missing.tenant().equals(Optional.of(NOWHERE)))
                    || (cause instanceof SQLException sql && "3F000".equals(sql.getSQLState()))
                    || Arrays.stream(cause.getSuppressed()).anyMatch(SchemaPerTenantIT::told);
        }
        return told;
    }

    @Test
    void theErrorNamesTheTenantAndItsSchema() {
        assertThatExceptionOfType(NoTenantSchemaException.class)
                .isThrownBy(() -> layer.database(NOWHERE).dsl().fetchCount(NOTES))
                .withMessageContaining("schema tenant_nowhere does not exist")
                .withMessageContaining("tenant=nowhere class=bound")
                .matches(e -> !e.retryable());
    }

    @Test
    void aSchemaThatTheStatementItselfMissesIsNotTheTenants() {
        assertThatExceptionOfType(StatementFailedException.class)
                .isThrownBy(() -> layer.database(ACME).dsl().fetch("select nowhere.f()"));
    }

    @Test
    void aSchemaThatIsDroppedIsMissedAtOnce(TestDatabase database) {
        Division.createSchema(database, "tenant_brief");
        TenantDatabase brief = layer.database(TenantId.of("brief"));
        for (int i = 0; i < 12; i++) {
            assertThat(brief.dsl().fetchCount(NOTES)).isZero();
        }
        database.execute("drop schema tenant_brief cascade");
        assertThatExceptionOfType(NoTenantSchemaException.class)
                .isThrownBy(() -> brief.dsl().fetchCount(NOTES));
    }

    @Test
    void aSchemaThatHasNotComeToTheReplicaYetIsReadOnThePrimary(TestDatabase database) throws Exception {
        PostgresNode replica = database.cluster().replicas().getFirst();
        replica.pauseReplay();
        try (var connection = database.connect();
                var statement = connection.createStatement()) {
            statement.execute(
                    "create schema tenant_fresh; create table tenant_fresh.note as select 1 as id, 'new' as text;"
                            + " grant usage on schema tenant_fresh to %1$s; grant select on tenant_fresh.note to %1$s"
                                    .formatted(database.applicationRole().user()));
            assertThat(layer.database(TenantId.of("fresh")).dsl().fetchValues(NOTES.text))
                    .containsExactly("new");
        } finally {
            replica.resumeReplay();
        }
    }

    // --- its name ---

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Acme",
                "ACME",
                "a b",
                "o'brien",
                "o\"brien",
                "\"",
                "a.b",
                "a,b",
                "$USER",
                "123",
                "-",
                "a?b",
                "a\\b",
                "ä",
                "select",
                "x; drop schema tenant_acme"
            })
    void aTenantIsBoundToTheSchemaOfItsExactName(String id, TestDatabase database) {
        try (Layer plain = over(database, "{tenant}")) {
            TenantDatabase tenant = plain.database(TenantId.of(id));
            assertThatExceptionOfType(NoTenantSchemaException.class)
                    .isThrownBy(() -> tenant.dsl().fetchCount(NOTES));
            Division.createSchema(database, id);
            tenant.dsl().execute("insert into note values (1, ?)", id);
            tenant.useTransaction(transaction -> {
                assertThat(transaction.dsl().fetchValues(NOTES.text)).containsExactly(id);
                assertThat(transaction.dsl().fetchValue("select current_schema()"))
                        .isEqualTo(id);
            });
            plain.pools().assertClean();
        } finally {
            database.execute("drop schema if exists \"" + id.replace("\"", "\"\"") + "\" cascade");
        }
        assertThat(Division.SCHEMAS.of(database, "acme")).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"public", "pg_catalog", "information_schema", "$user", "common"})
    void aTenantIsNeverBoundToASchemaThatIsNoTenants(String id, TestDatabase database) {
        try (Layer plain = over(database, "{tenant}", "common")) {
            assertThatExceptionOfType(NoTenantSchemaException.class)
                    .isThrownBy(() -> plain.database(TenantId.of(id)).dsl().fetchCount(NOTES))
                    .withMessageContaining("tenant=" + id);
        }
    }

    // --- what else is looked into ---

    @Test
    void whatTheTenantsSchemaLacksIsNotLookedForInPublic() {
        assertThatExceptionOfType(StatementFailedException.class)
                .isThrownBy(() -> layer.database(ACME).dsl().fetch("select text from other"));
    }

    @Test
    void whatTheTenantsSchemaLacksIsLookedForInTheSharedOnes(TestDatabase database) {
        try (Layer sharing = over(database, "tenant_{tenant}", "o'\"dd", "common")) {
            TenantDatabase acme = sharing.database(ACME);
            for (int i = 0; i < 12; i++) {
                assertThat(acme.dsl().fetch("select text from country").getValues(0, String.class))
                        .containsExactly("of common");
                assertThat(acme.dsl().fetchValues(NOTES.text))
                        .contains("acme-1")
                        .doesNotContain("of common");
            }
            sharing.pools().assertClean();
        }
    }

    @Test
    void aTemporaryTableIsNotFoundBeforeTheTenants(TestDatabase database) {
        database.execute("grant temporary on database %s to public".formatted(database.name()));
        layer.database(ACME).useTransaction(transaction -> {
            transaction.dsl().execute("create temporary table note (id int, text text) on commit drop");
            assertThat(transaction.dsl().fetchValues(NOTES.text)).hasSize(3);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"public", "tenant_globex"})
    void aTableThatGeneratedCodePutsInASchemaIsTheTenantsOwn(String schema, TestDatabase database) {
        var table = DSL.table(DSL.name(schema, "note"));
        var text = DSL.field(DSL.name(schema, "note", "text"), SQLDataType.CLOB);
        TenantDatabase acme = layer.database(ACME);
        for (TenantDatabase each : List.of(acme, layer.databases().session(ACME))) {
            List<String> read = each.read(dsl -> dsl.select(text).from(table).fetch(text));
            List<String> inTransaction = each.inTransaction(
                    inner -> inner.dsl().select(text).from(table).fetch(text));
            assertThat(each.dsl().select(text).from(table).fetch(text))
                    .contains("acme-1")
                    .isEqualTo(read)
                    .isEqualTo(inTransaction);
        }
        acme.dsl().update(table).set(text, "changed").execute();
        acme.dsl().batch(acme.dsl().update(table).set(text, "changed")).execute();
        acme.atomic(DSL.update(table).set(text, "changed"), DSL.update(table).set(text, "changed"));
        assertThat(Division.texts(database, "select text from public.note")).containsExactly("of public");
        assertThat(Division.SCHEMAS.of(database, "globex")).containsExactly("globex-1", "globex-2");
    }

    @Test
    void settingsThatWouldNameSchemasAreRefused(TestDatabase database) {
        TenantDatabase acme = layer.database(ACME);
        var table = DSL.table(DSL.name("public", "note"));
        var named = DSL.using(acme.dsl().configuration().derive(new Settings()));
        assertThatExceptionOfType(InvalidUseException.class).isThrownBy(() -> named.fetchCount(table));
        assertThatExceptionOfType(InvalidUseException.class)
                .isThrownBy(() -> named.batch(named.deleteFrom(table)).execute());
        assertThatExceptionOfType(DataAccessException.class)
                .isThrownBy(() -> acme.useTransaction(
                        inner -> DSL.using(inner.dsl().configuration().derive(new Settings()))
                                .deleteFrom(table)
                                .execute()));
        assertThat(Division.texts(database, "select text from public.note")).hasSize(1);
        layer.pools().assertClean();
    }

    @Test
    void aTenantOfAnotherClassHasItsSchemasNamed(TestDatabase database) {
        try (Layer mixed = Layer.limited(database, Limits.USUAL.withIsolation(Division.SCHEMAS.isolation()))) {
            var query = DSL.selectFrom(DSL.table(DSL.name("s", "t")));
            assertThat(mixed.database(ALONE).dsl().render(query)).contains("\"s\"");
            assertThat(mixed.database(ACME).dsl().render(query)).doesNotContain("\"s\"");
        }
    }

    @Test
    void theServersOwnTablesCanBeNamed() {
        TenantDatabase acme = layer.database(ACME);
        assertThat(acme.dsl().fetch("select 1 from information_schema.tables where table_name = 'note'"))
                .isNotEmpty();
        assertThat(acme.dsl().fetchCount(DSL.table(DSL.name("pg_catalog", "pg_class"))))
                .isPositive();
    }
}
