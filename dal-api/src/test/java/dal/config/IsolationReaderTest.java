package dal.config;

import static org.assertj.core.api.Assertions.assertThat;

import dal.tenant.TenantClassName;
import dal.tenant.TenantIsolation;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IsolationReaderTest {

    private static final String PRIMARY = "dal.clusters.main.primary = \"postgresql://app@h/shop\"\n";

    private static TenantIsolation standard(String text) {
        return Reading.standard(Reading.file(PRIMARY + text)).isolation();
    }

    @Test
    void aClassMayGiveEachTenantASchema() {
        assertThat(standard("dal.classes.standard.isolation.schema-per-tenant.pattern = \"t_{tenant}\""))
                .isEqualTo(TenantIsolation.schemaPerTenant("t_{tenant}"));
        assertThat(standard("""
                        dal.classes.standard.isolation { schema-per-tenant { pattern = "{tenant}", shared = [common, "a b"] } }
                        """)).isEqualTo(TenantIsolation.schemaPerTenant("{tenant}", List.of("common", "a b")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            none                                                 | row-level-security { setting = a.b }
            none                                                 | schema-per-tenant { pattern = "x_{tenant}" }
            { row-level-security { setting = a.b } }             | schema-per-tenant { pattern = "x_{tenant}" }
            { schema-per-tenant { pattern = "y_{tenant}", shared = [c] } } | row-level-security { setting = a.b }
            { schema-per-tenant { pattern = "y_{tenant}", shared = [c] } } | schema-per-tenant { pattern = "x_{tenant}" }
            """)
    void whatAClassSaysLeavesNothingOfTheDefaults(String defaults, String own) {
        TenantIsolation alone = standard("dal.classes.standard.isolation { " + own + " }");
        assertThat(standard(
                        "dal { defaults.isolation = " + defaults + ", classes.standard.isolation { " + own + " } }"))
                .isEqualTo(alone);
    }

    @Test
    void aClassMayBeUnboundBesideDefaultsThatBind() {
        DataAccessConfig config = Reading.file(PRIMARY + """
                dal {
                  defaults.isolation.schema-per-tenant.pattern = "x_{tenant}"
                  classes { standard { isolation = none }, other {} }
                  tenants.default-class = standard
                }
                """);
        assertThat(Reading.standard(config).isolation()).isEqualTo(TenantIsolation.none());
        assertThat(Reading.tenantClass(config, TenantClassName.of("other")).isolation())
                .isEqualTo(TenantIsolation.schemaPerTenant("x_{tenant}"));
    }

    @Test
    void everyFaultIsListed() {
        assertThat(Reading.faults(PRIMARY + """
                        dal {
                          classes {
                            both.isolation { row-level-security {}, schema-per-tenant { pattern = "{tenant}" } }
                            none-given.isolation.schema-per-tenant {}
                            wrong.isolation.schema-per-tenant { pattern = tenant, shard = [] }
                            shared.isolation.schema-per-tenant { pattern = "{tenant}", shared = [pg_temp] }
                            list.isolation.schema-per-tenant { pattern = "{tenant}", shared = [[a]] }
                            checked.checks { at-start = sometimes, on-release = often, at-end = off }
                          }
                          tenants.default-class = both
                        }
                        """, Map.of()))
                .anySatisfy(fault ->
                        assertThat(fault).startsWith("classes.both.isolation").contains("not both"))
                .anySatisfy(fault -> assertThat(fault)
                        .startsWith("classes.none-given.isolation.schema-per-tenant")
                        .contains("needs a pattern"))
                .anySatisfy(fault -> assertThat(fault)
                        .startsWith("classes.wrong.isolation.schema-per-tenant")
                        .contains("needs a pattern"))
                .anySatisfy(fault -> assertThat(fault)
                        .startsWith("classes.wrong.isolation.schema-per-tenant.pattern")
                        .contains("{tenant} once"))
                .anySatisfy(fault -> assertThat(fault).contains("shard").contains("nearest known: shared"))
                .anySatisfy(fault -> assertThat(fault)
                        .startsWith("classes.shared.isolation.schema-per-tenant.shared")
                        .contains("pg_"))
                .anySatisfy(fault -> assertThat(fault)
                        .startsWith("classes.list.isolation.schema-per-tenant.shared")
                        .contains("expected a text"))
                .anySatisfy(fault -> assertThat(fault)
                        .startsWith("classes.checked.checks.at-start")
                        .contains("off, warn or enforce"))
                .anySatisfy(fault -> assertThat(fault)
                        .startsWith("classes.checked.checks.on-release")
                        .contains("true or false"))
                .anySatisfy(fault -> assertThat(fault).contains("at-end").contains("unknown key"))
                .hasSize(10);
    }

    private static IsolationChecks checks(Strictness atStart, boolean onRelease) {
        return new IsolationChecks(atStart, IsolationChecks.DEFAULT.exempt(), onRelease);
    }

    @Test
    void whatIsCheckedIsSaidByTheClassOrTheDefaults() {
        DataAccessConfig config = Reading.file(PRIMARY + """
                dal {
                  defaults.checks.at-start = enforce
                  classes { standard {}, watched.checks.on-release = true, loose.checks.at-start = off }
                  tenants.default-class = standard
                }
                """);
        assertThat(Reading.standard(config).checks()).isEqualTo(checks(Strictness.ENFORCE, false));
        assertThat(Reading.tenantClass(config, TenantClassName.of("watched")).checks())
                .isEqualTo(checks(Strictness.ENFORCE, true));
        assertThat(Reading.tenantClass(config, TenantClassName.of("loose")).checks())
                .isEqualTo(checks(Strictness.OFF, false));
        assertThat(Reading.standard(Reading.file(PRIMARY)).checks()).isEqualTo(IsolationChecks.DEFAULT);
    }
}
