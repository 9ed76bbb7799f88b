package dal.benchmarks.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class HouseRuleTest {
    private static final String FIXTURE = HouseRuleTest.class.getPackageName() + ".fixture";

    private static final JavaClasses PROJECT = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(place -> !place.contains("jmh_generated"))
            .importPackages("dal");
    private static final JavaClasses BROKEN = new ClassFileImporter().importPackages(FIXTURE);

    @ParameterizedTest
    @EnumSource
    void holdsInTheProject(HouseRule rule) {
        rule.in("dal").check(PROJECT);
    }

    @ParameterizedTest
    @EnumSource
    void findsWhatBreaksIt(HouseRule rule) {
        assertThat(rule.in(FIXTURE).evaluate(BROKEN).getFailureReport().getDetails())
                .anySatisfy(violation -> assertThat(violation).contains(culprit(rule)));
    }

    @ParameterizedTest
    @EnumSource
    void doesNotBlameASoundClass(HouseRule rule) {
        assertThat(rule.in(FIXTURE).evaluate(BROKEN).getFailureReport().getDetails())
                .noneSatisfy(violation -> assertThat(violation).matches("(?s)\\w+ <" + FIXTURE + "\\.\\w+\\.Sound.*"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dal",
                "dal.spi",
                "dal.core",
                "dal.routing",
                "dal.telemetry",
                "dal.migrations",
                "dal.testing",
                "dal.sample"
            })
    void looksAtEveryModule(String rootPackage) {
        assertThat(PROJECT.containPackage(rootPackage)).isTrue();
    }

    @Test
    void leavesTheFixtureOutOfTheProject() {
        assertThat(PROJECT.containPackage(FIXTURE)).isFalse();
    }

    @Test
    void countsAFeatureAndItsInsideAsOne() {
        assertThat(HouseRule.FEATURES_ARE_FREE_OF_CYCLES
                        .in(FIXTURE)
                        .evaluate(BROKEN)
                        .getFailureReport()
                        .getDetails())
                .isNotEmpty()
                .noneSatisfy(violation -> assertThat(violation).contains("Slice " + FIXTURE + ".core.internal"));
    }

    /** Who, in the fixture, breaks the rule. */
    private static String culprit(HouseRule rule) {
        return switch (rule) {
            case API_SEES_NO_SIBLING -> "tenant.TenantThatSeesCore";
            case CORE_SEES_ONLY_THE_API -> "core.PoolThatSeesRouting";
            case ROUTING_SEES_ONLY_THE_API -> "routing.RouterThatSeesTelemetry";
            case TELEMETRY_SEES_ONLY_THE_API -> "telemetry.SpanThatSeesCore";
            case MIGRATIONS_SEE_ONLY_THE_API -> "migrations.MigrationThatSeesCore";
            case TESTING_SEES_ONLY_THE_API -> "testing.ClusterThatSeesCore";
            case API_KNOWS_NO_WIRING_POOL_OR_TELEMETRY -> "tenant.TenantThatIsWired";
            case A_PACKAGE_IS_A_FEATURE -> "util.Strings";
            case EVERY_PACKAGE_IS_NULL_MARKED -> "unmarked.Unmarked";
            case FEATURES_ARE_FREE_OF_CYCLES -> "core.cycle.Chicken";
            case LIBRARY_NEVER_SLEEPS -> "core.PoolThatMisbehaves";
            case NOTHING_WAITS_INSIDE_SYNCHRONIZED -> "core.PoolThatPins";
            case LIBRARY_DOES_NOT_PRINT -> "core.PoolThatMisbehaves";
            case LIBRARY_HAS_NO_STATIC_STATE -> "core.PoolThatMisbehaves.instances";
            case NOTHING_IS_INJECTED_INTO_A_FIELD -> "core.PoolThatMisbehaves.url";
        };
    }
}
