package dal.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
}
