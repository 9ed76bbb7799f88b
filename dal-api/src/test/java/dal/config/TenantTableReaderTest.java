package dal.config;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dal.tenant.TenantClassName;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TenantTableReaderTest {

    private static final TenantClassName CATALOG = TenantClassName.of("catalog");
    private static final String BASE = """
            dal.clusters.main.primary = "postgresql://app@h1/shop"
            dal.unscoped.catalog.user = catalog
            """;

    private static TenantsConfig tenants(String hocon) {
        return Reading.file(BASE + hocon).tenants();
    }

    @Test
    void thereIsNoneUnlessOneIsSaid() {
        assertThat(tenants("").table()).isNull();
        assertThat(tenants("dal.tenants.table = null").table()).isNull();
    }

    @Test
    void onlyTheDoorHasToBeSaid() {
        assertThat(tenants("dal.tenants.table.door = catalog").table())
                .isEqualTo(new TenantTableConfig(CATALOG, "dal_tenant", Duration.ofSeconds(30), "dal_tenant"));
    }

    @Test
    void everyKeyIsRead() {
        assertThat(tenants("""
                dal.tenants.table { door = catalog, table = control.tenants, refresh = 5m, channel = tenants_changed }
                """).table())
                .isEqualTo(new TenantTableConfig(CATALOG, "control.tenants", Duration.ofMinutes(5), "tenants_changed"));
    }

    @Test
    void theOnlyClassIsNotThatOfTenantsWhoStandNowhere() {
        assertThat(tenants("").defaultClass()).isEqualTo(Reading.STANDARD);
        assertThat(tenants("dal.tenants.table.door = catalog").defaultClass()).isNull();
        assertThat(tenants("dal.tenants { table.door = catalog, default-class = standard }")
                        .defaultClass())
                .isEqualTo(Reading.STANDARD);
    }

    @Test
    void whatCannotBeIsRefused() {
        assertThat(Reading.faults(BASE + """
                dal.tenants.table { table = "a.b.c", refresh = 0, channel = "no;", tabel = x, door = catalog }
                """, Map.of()))
                .satisfiesExactlyInAnyOrder(
                        fault -> assertThat(fault)
                                .startsWith("tenants.table.table")
                                .contains("'a.b.c'"),
                        fault -> assertThat(fault).startsWith("tenants.table.refresh"),
                        fault -> assertThat(fault)
                                .startsWith("tenants.table.channel")
                                .contains("'no;'"),
                        fault -> assertThat(fault)
                                .startsWith("tenants.table.tabel")
                                .contains("nearest known: table"));
        assertThat(Reading.faults(BASE + "dal.tenants.table.refresh = 5s", Map.of()))
                .singleElement()
                .asString()
                .startsWith("tenants.table.door");
        assertThat(Reading.faults(BASE + "dal.tenants.table.door = standard", Map.of()))
                .singleElement()
                .asString()
                .startsWith("tenants.table.door: there is no door 'standard', only [catalog]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "Dal_Tenant", "dal tenant", "dal_tenant;drop", "\"x\"", "a.", ".a", "1a", "a-b", "a.b.c"})
    void onlyPlainNamesAreTables(String name) {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> new TenantTableConfig(CATALOG, name, Duration.ofSeconds(30), "x"))
                .withMessageContaining("table");
    }

    @Test
    void theStatementsNameTableAndChannel() {
        String ddl = requireNonNull(
                        tenants("dal.tenants.table { door = catalog, table = control.tenants, channel = moved }")
                                .table())
                .ddl();

        assertThat(ddl)
                .contains("create table if not exists control.tenants (")
                .contains("function control.tenants_changed()")
                .contains("pg_notify(''moved'', '''')")
                .contains("on control.tenants\n");
    }
}
