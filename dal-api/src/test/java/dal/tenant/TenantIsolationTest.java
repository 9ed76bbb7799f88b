package dal.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dal.tenant.TenantIsolation.SchemaPerTenant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TenantIsolationTest {

    @ParameterizedTest
    @ValueSource(strings = {"app.tenant_id", "a.b", "shop.row.tenant", "_a._b1"})
    void rowLevelSecurityTakesACustomSetting(String setting) {
        assertThat(TenantIsolation.rowLevelSecurity(setting)).isEqualTo(new TenantIsolation.RowLevelSecurity(setting));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "tenant",
                "role",
                "search_path",
                "App.tenant",
                "app.",
                ".tenant",
                "app.tenant id",
                "app.tenant'; --",
                "1a.b"
            })
    void rowLevelSecurityTakesNothingElse(String setting) {
        assertThatThrownBy(() -> TenantIsolation.rowLevelSecurity(setting))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tenant_{tenant}", "{tenant}", "{tenant}_data", "a \"b\" {tenant}"})
    void aSchemasPatternHoldsTheTenantOnce(String pattern) {
        assertThat(schemas(pattern).schema(TenantId.of("x"))).isEqualTo(pattern.replace("{tenant}", "x"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "tenant", "{tenant}{tenant}", "pg_{tenant}", "{tenant}\n", "{Tenant}"})
    void aSchemasPatternIsNothingElse(String pattern) {
        assertThatIllegalArgumentException().isThrownBy(() -> TenantIsolation.schemaPerTenant(pattern));
    }

    @ParameterizedTest
    @ValueSource(strings = {"public", "information_schema", "pg_catalog", "pg_x", "$user", "common", "${63}", "${31}ä"})
    void whatIsNoTenantsSchemaOrWouldBeCutIsRefused(String id) {
        TenantId tenant = TenantId.of(id.replace("${63}", "x".repeat(64)).replace("${31}", "x".repeat(62)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> schemas("{tenant}", "common").schema(tenant));
    }

    @Test
    void aNameOfTheMostBytesIsNotCut() {
        assertThat(schemas("t_{tenant}").schema(TenantId.of("x".repeat(61)))).hasSize(63);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "pg_temp",
                "$user",
                "a\tb",
                "x2345678901234567890123456789012345678901234567890123456789012345"
            })
    void aSharedSchemaIsNamedAsASchemaCanBe(String shared) {
        assertThatIllegalArgumentException().isThrownBy(() -> schemas("{tenant}", shared));
    }

    @Test
    void sharedSchemasAreNoneByDefaultAndEachIsNamedOnce() {
        assertThat(schemas("{tenant}").shared()).isEmpty();
        assertThat(schemas("{tenant}", "b", "a").shared()).containsExactly("b", "a");
        assertThatIllegalArgumentException().isThrownBy(() -> schemas("{tenant}", "a", "a"));
    }

    private static SchemaPerTenant schemas(String pattern, String... shared) {
        return new SchemaPerTenant(pattern, List.of(shared));
    }
}
