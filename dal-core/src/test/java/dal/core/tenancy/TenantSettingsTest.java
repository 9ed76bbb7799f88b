package dal.core.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import dal.core.testkit.Layer;
import dal.spi.LocalSetting;
import dal.tenant.TenantId;
import dal.tenant.TenantIsolation;
import java.util.List;
import org.junit.jupiter.api.Test;

class TenantSettingsTest {

    private static final LocalSetting USER = new LocalSetting() {

        @Override
        public String name() {
            return "app.user";
        }

        @Override
        public String value(TenantId tenant) {
            return "someone of " + tenant;
        }
    };

    @Test
    void theTenantComesFirst() {
        TenantSettings settings = new TenantSettings(TenantIsolation.rowLevelSecurity("app.tenant_id"), List.of(USER));
        assertThat(settings.assignments())
                .containsExactly("set_config('app.tenant_id', ?, true)", "set_config('app.user', ?, true)");
        assertThat(settings.values(Layer.ACME)).containsExactly("acme", "someone of acme");
    }

    @Test
    void anUnboundClassHasOnlyWhatWasContributed() {
        TenantSettings settings = new TenantSettings(TenantIsolation.none(), List.of(USER));
        assertThat(settings.assignments()).containsExactly("set_config('app.user', ?, true)");
        assertThat(settings.values(Layer.ACME)).containsExactly("someone of acme");
        assertThat(new TenantSettings(TenantIsolation.none(), List.of()).values(Layer.ACME))
                .isEmpty();
    }
}
