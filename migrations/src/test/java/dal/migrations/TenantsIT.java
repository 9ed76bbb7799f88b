package dal.migrations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import dal.error.InvalidConfigurationException;
import dal.tenant.TenantClassName;
import dal.tenant.TenantId;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@PostgresTest
final class TenantsIT {

    private static final TenantClassName EACH = TenantClassName.of("each");
    private static final TenantId ACME = TenantId.of("acme");

    private final ScriptFolder scripts;
    private final TenantSchemas schemas;
    private final Migrations migrations;

    TenantsIT(TestDatabase database, @TempDir Path directory) {
        this.scripts = new ScriptFolder(directory).with("V1__shelf.sql", "create table shelf (id int)");
        this.schemas = new TenantSchemas(database, scripts);
        this.migrations =
                Migrations.of(schemas.config("""
                        dal.classes.few.isolation.schema-per-tenant.pattern = "few_{tenant}"
                        dal.unscoped.catalog { user = catalog_reader, password = hush }
                        dal.tenants.table { door = catalog, table = %stenants }
                        """.formatted(schemas.prefix()))).scripts(scripts.location());
    }

    @Test
    void aTenantIsAddedMigratedListedSuspendedAndDropped() {
        assertThat(migrations.targets()).isEmpty();

        migrations.tenants().add(ACME, EACH, 3).orThrow();
        migrations.tenants().add(ACME, EACH, 3).orThrow();

        assertThat(migrations.tenants().list())
                .containsExactly(new Tenants.Entry(ACME, EACH, 3, false, schemas.schema("acme")));
        assertThat(schemas.versions("acme")).containsExactly("1");

        scripts.with("V2__book.sql", "create table book (id int)");
        assertThat(migrations.migrate().orThrow().targets()).hasSize(1);
        assertThat(schemas.versions("acme")).containsExactly("1", "2");

        assertThatExceptionOfType(TenantCommandException.class)
                .isThrownBy(() -> migrations.tenants().drop(ACME))
                .withMessageContaining("not suspended");
        assertThat(migrations.tenants().suspend(ACME, true)).isTrue();
        assertThat(migrations.tenants().list())
                .allSatisfy(entry -> assertThat(entry.suspended()).isTrue());
        assertThat(migrations.tenants().drop(ACME)).isTrue();

        assertThat(migrations.tenants().list()).isEmpty();
        assertThat(schemas.values("select nspname from pg_namespace where nspname = '" + schemas.schema("acme") + "'"))
                .isEmpty();
        assertThat(migrations.tenants().drop(ACME)).isFalse();
        assertThat(migrations.tenants().suspend(ACME, true)).isFalse();
    }

    @Test
    void aTenantThatIsThereIsNotAddedAsAnother() {
        migrations.tenants().add(ACME, EACH, 3).orThrow();

        assertThatExceptionOfType(TenantCommandException.class)
                .isThrownBy(() -> migrations.tenants().add(ACME, EACH, 4))
                .withMessageContaining("of class 'each' with weight 3");
        assertThatExceptionOfType(TenantCommandException.class)
                .isThrownBy(() -> migrations.tenants().add(ACME, TenantClassName.of("few"), 3))
                .withMessageContaining("of class 'each' with weight 3");
        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(() -> migrations.tenants().add(TenantId.of("globex"), EACH, 0))
                .withMessageContaining("1 to 1000");
        assertThat(schemas.values(
                        "select nspname from pg_namespace where nspname = '" + schemas.schema("globex") + "'"))
                .isEmpty();
    }

    @Test
    void aNameThatNeedsQuotingIsQuoted() {
        TenantId odd = TenantId.of("O\"Neil & Söhne");

        migrations.tenants().add(odd, EACH, 1).orThrow();
        migrations.tenants().add(odd, EACH, 1).orThrow();

        assertThat(migrations.info().orThrow().targets())
                .extracting(
                        report -> String.valueOf(report.target().schema()),
                        report -> report.version().orElse(""))
                .containsExactly(tuple(schemas.schema("O\"Neil & Söhne"), "1"));
        migrations.tenants().suspend(odd, true);
        assertThat(migrations.tenants().drop(odd)).isTrue();
        assertThat(schemas.values("select nspname from pg_namespace where nspname like '" + schemas.prefix() + "O%'"))
                .isEmpty();
    }

    @Test
    void servicesHearOfATenantOnlyOnceItsSchemaIsMigrated() {
        scripts.with("V1__shelf.sql", "create table shelf (id no_such_type)");

        assertThat(migrations.tenants().add(ACME, EACH, 1).successful()).isFalse();

        assertThat(migrations.tenants().list()).isEmpty();
    }

    @Test
    void aClassOrATableThatIsNotConfiguredIsRefused() {
        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(() -> migrations.tenants().add(ACME, TenantClassName.of("other"), 1))
                .withMessageContaining("no class 'other'");
        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(() -> schemas.of("a").tenants().list())
                .withMessageContaining("dal.tenants.table");
    }
}
