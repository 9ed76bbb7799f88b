package dal.benchmarks.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
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
        List<String> violations =
                rule.in(FIXTURE).evaluate(BROKEN).getFailureReport().getDetails();
        assertThat(culprits(rule))
                .allSatisfy(culprit -> assertThat(violations)
                        .anySatisfy(violation -> assertThat(violation).contains(culprit)));
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
    private static List<String> culprits(HouseRule rule) {
        return switch (rule) {
            case API_SEES_NO_SIBLING -> List.of("tenant.TenantThatSeesCore");
            case CORE_SEES_ONLY_THE_API -> List.of("core.PoolThatSeesRouting");
            case ROUTING_SEES_ONLY_THE_API -> List.of("routing.RouterThatSeesTelemetry");
            case TELEMETRY_SEES_ONLY_THE_API -> List.of("telemetry.SpanThatSeesCore");
            case MIGRATIONS_SEE_ONLY_THE_API -> List.of("migrations.MigrationThatSeesCore");
            case TESTING_SEES_ONLY_THE_API -> List.of("testing.ClusterThatSeesCore");
            case API_KNOWS_NO_WIRING_POOL_OR_TELEMETRY -> List.of("tenant.TenantThatIsWired");
            case A_PACKAGE_IS_A_FEATURE -> List.of("util.Strings");
            case EVERY_PACKAGE_IS_NULL_MARKED -> List.of("unmarked.Unmarked");
            case FEATURES_ARE_FREE_OF_CYCLES -> List.of("core.cycle.Chicken");
            case LIBRARY_NEVER_SLEEPS -> List.of("core.PoolThatMisbehaves");
            case NOTHING_WAITS_INSIDE_SYNCHRONIZED ->
                List.of(
                        "core.PoolThatPins.take",
                        "core.MapThatPins.connect",
                        "core.MapThatPins.reconnect",
                        "core.MapThatPins.replace",
                        "core.MapThatPins.handOn");
            case LIBRARY_DOES_NOT_PRINT -> List.of("core.PoolThatMisbehaves");
            case LIBRARY_HAS_NO_STATIC_STATE -> List.of("core.PoolThatMisbehaves.instances");
            case NOTHING_IS_INJECTED_INTO_A_FIELD -> List.of("core.PoolThatMisbehaves.url");
        };
    }
}
