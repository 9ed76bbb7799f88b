package dal.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dal.tenant.TenantClassName;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AdmissionReaderTest {

    private static final String PRIMARY = "dal.clusters.main.primary = \"postgresql://app@h/shop\"\n";

    @Test
    void itsDefaultsArePinned() {
        assertThat(Reading.standard(Reading.file(PRIMARY)).admission())
                .isEqualTo(new AdmissionConfig(1, 0.5, 1000, 250, Duration.ofMillis(500), Duration.ofSeconds(2)))
                .isEqualTo(AdmissionConfig.DEFAULT);
    }

    @Test
    void everyKeyIsHeard() {
        DataAccessConfig config = Reading.file(PRIMARY + """
                dal.classes.standard.admission {
                  reserve = 3, max-share = 0.25, max-waiting = 70, max-waiting-per-tenant = 7, delay-target = 40ms, delay-interval = 900ms
                }
                """);

        assertThat(Reading.standard(config).admission())
                .isEqualTo(new AdmissionConfig(3, 0.25, 70, 7, Duration.ofMillis(40), Duration.ofMillis(900)));
    }

    @Test
    void aClassSaysOnlyWhatDiffersFromTheDefaults() {
        DataAccessConfig config = Reading.file(PRIMARY + """
                dal {
                  defaults.admission { reserve = 2, delay-target = 0 }
                  classes { standard {}, busy.admission.reserve = 4 }
                  tenants.default-class = standard
                }
                """);

        AdmissionConfig busy =
                Reading.tenantClass(config, TenantClassName.of("busy")).admission();
        assertThat(busy.reserve()).isEqualTo(4);
        assertThat(busy.delayTarget()).isZero();
        assertThat(Reading.standard(config).admission().reserve()).isEqualTo(2);
    }

    @Test
    void everyFaultIsListedAtOnce() {
        assertThat(Reading.faults(PRIMARY + """
                        dal.classes.standard.admission {
                          reserve = -1, max-share = 0, max-waiting = -1, max-waiting-per-tenant = some, delay-target = -1s, delay-interval = 0, reserv = 1
                        }
                        """, Map.of()))
                .containsExactlyInAnyOrder(
                        "classes.standard.admission.reserve: has to be at least 0, not -1",
                        "classes.standard.admission.max-share: has to lie above 0 and up to 1, not 0.0",
                        "classes.standard.admission.max-waiting: has to be at least 0, not -1",
                        "classes.standard.admission.max-waiting-per-tenant: expected a whole number, not 'some'",
                        "classes.standard.admission.delay-target: expected a duration from 0 to 24 days, not '-1s'",
                        "classes.standard.admission.delay-interval: has to be at least PT0.001S, not PT0S",
                        "classes.standard.admission.reserv: unknown key; nearest known: reserve");
    }

    @Test
    void whatIsBuiltInCodeIsCheckedToo() {
        assertThatThrownBy(() -> new AdmissionConfig(-1, Double.NaN, -1, -1, Duration.ofSeconds(-1), Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(
                        "reserve has to",
                        "max-share has to",
                        "max-waiting has to",
                        "delay-target has to",
                        "delay-interval has to");
    }
}
