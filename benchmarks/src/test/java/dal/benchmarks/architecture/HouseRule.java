package dal.benchmarks.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.GeneralCodingRules;
import java.util.function.Function;

/**
 * What the house forbids itself, a rule each. A rule holds for the project rooted at a package, so that it can be tried on a small
 * project that breaks it: {@link HouseRuleTest} knows for each rule who does.
 */
enum HouseRule {
    API_SEES_NO_SIBLING(root -> seesOnly(root.api(), root)),
    CORE_SEES_ONLY_THE_API(root -> seesOnly(root.module("core"), root)),
    ROUTING_SEES_ONLY_THE_API(root -> seesOnly(root.module("routing"), root)),
    TELEMETRY_SEES_ONLY_THE_API(root -> seesOnly(root.module("telemetry"), root)),
    MIGRATIONS_SEE_ONLY_THE_API(root -> seesOnly(root.module("migrations"), root)),
    TESTING_SEES_ONLY_THE_API(root -> seesOnly(root.module("testing"), root)),

    API_KNOWS_NO_WIRING_POOL_OR_TELEMETRY(root -> noClasses()
            .that(root.api())
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "com.google.inject..",
                    "jakarta.inject..",
                    "com.zaxxer..",
                    "io.opentelemetry..",
                    "io.micrometer..")),

    A_PACKAGE_IS_A_FEATURE(root -> noClasses()
            .should()
            .resideInAnyPackage(
                    "..util..", "..utils..", "..common..", "..helper..", "..helpers..", "..manager..", "..managers..")),

    EVERY_PACKAGE_IS_NULL_MARKED(root -> classes().that(not(root.generated())).should(new ResideInNullMarkedPackage())),

    FEATURES_ARE_FREE_OF_CYCLES(root -> slices().assignedFrom(new SliceForEachFeature(not(root.generated())))
            .should()
            .beFreeOfCycles()),

    /** But for the test kit: a server that starts tells nobody when it is up. */
    LIBRARY_NEVER_SLEEPS(root -> noClasses()
            .that(root.library().and(not(root.module("testing"))))
            .should()
            .callMethodWhere(new CallOf(Thread.class, "sleep"))),

    /** But for the test kit, which runs in no service. */
    NOTHING_WAITS_INSIDE_SYNCHRONIZED(root -> classes()
            .that(root.project().and(not(root.module("testing"))).and(not(root.module("benchmarks"))))
            .should(new NotBlockInsideMonitors())),

    LIBRARY_DOES_NOT_PRINT(root -> noClasses()
            .that(root.library().and(not(resideInAnyPackage(root.name() + ".migrations.cli.."))))
            .should(GeneralCodingRules.ACCESS_STANDARD_STREAMS)),

    LIBRARY_HAS_NO_STATIC_STATE(root -> fields().that()
            .areDeclaredInClassesThat(root.library())
            .and()
            .areStatic()
            .should()
            .beFinal()),

    NOTHING_IS_INJECTED_INTO_A_FIELD(root -> noFields()
            .should()
            .beAnnotatedWith("com.google.inject.Inject")
            .orShould()
            .beAnnotatedWith("jakarta.inject.Inject"));

    // Functions without state: immutable, though their type cannot say so.
    @SuppressWarnings("ImmutableEnumChecker")
    private final Function<Root, ArchRule> rule;

    HouseRule(Function<Root, ArchRule> rule) {
        this.rule = rule;
    }

    /** This rule over the project rooted at {@code rootPackage}. */
    ArchRule in(String rootPackage) {
        return rule.apply(new Root(rootPackage)).as(name());
    }

    private static ArchRule seesOnly(DescribedPredicate<JavaClass> module, Root root) {
        return noClasses()
                .that(module)
                .should()
                .dependOnClassesThat(root.project().and(not(root.api())).and(not(module)));
    }

    /** The packages below a root, told apart by the module that they belong to. */
    private record Root(String name) {

        DescribedPredicate<JavaClass> project() {
            return resideInAnyPackage(name + "..");
        }

        DescribedPredicate<JavaClass> api() {
            return resideInAnyPackage(
                    name,
                    name + ".cluster..",
                    name + ".config..",
                    name + ".consistency..",
                    name + ".error..",
                    name + ".spi..",
                    name + ".status..",
                    name + ".tenant..",
                    name + ".transaction..");
        }

        DescribedPredicate<JavaClass> module(String module) {
            return resideInAnyPackage(name + "." + module + "..");
        }

        /** What is published to be run inside a service: neither the sample nor the benchmarks. */
        DescribedPredicate<JavaClass> library() {
            return project().and(not(module("sample"))).and(not(module("benchmarks")));
        }

        /** The sample's jOOQ types are as their generator writes them. */
        DescribedPredicate<JavaClass> generated() {
            return resideInAnyPackage(name + ".sample..generated..");
        }
    }
}
