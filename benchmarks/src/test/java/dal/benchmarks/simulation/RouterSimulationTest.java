package dal.benchmarks.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dal.benchmarks.simulation.Findings.Violation;
import dal.benchmarks.simulation.RouterSimulation.Result;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The simulation finds nothing wrong with the real router, and what is wrong with broken ones. */
class RouterSimulationTest {

    private static final long SEED = 42;
    private static final long STEPS = 400_000;

    @Test
    void findsNothingWrongWithTheRealRouter() {
        Result result = run(Subject::real);
        assertThat(result.findings().toString()).isEmpty();
        assertThat(result.findings().total()).isZero();
        assertThat(result.steps()).isGreaterThanOrEqualTo(STEPS);
    }

    @Test
    void isTheSameEachTime() {
        Result first = RouterSimulation.run(7, 50_000, 5_000, BrokenRouters.trustingObservations());
        Result second = RouterSimulation.run(7, 50_000, 5_000, BrokenRouters.trustingObservations());
        assertThat(second.findings().toString()).isEqualTo(first.findings().toString());
        assertThat(second.steps()).isEqualTo(first.steps());
        assertThat(second.lost()).isEqualTo(first.lost()).isPositive();
    }

    static Stream<Arguments> broken() {
        return Stream.of(
                Arguments.of("ignores positions", BrokenRouters.ignoringPositions(), Violation.STALE),
                Arguments.of("has no server check", BrokenRouters.trustingObservations(), Violation.STALE),
                Arguments.of(
                        "writes to any primary",
                        BrokenRouters.writingToWhoeverClaimsToBeThePrimary(),
                        Violation.WRONG_PRIMARY),
                Arguments.of(
                        "reads from the last primary",
                        BrokenRouters.readingFromThePrimaryThatWas(),
                        Violation.WRONG_PRIMARY),
                Arguments.of("herds to the first", BrokenRouters.herdingToTheFirst(), Violation.HERD),
                Arguments.of("never draws the last", BrokenRouters.neverDrawingTheLast(), Violation.STARVED),
                Arguments.of("starts at full speed", BrokenRouters.startingAtFullSpeed(), Violation.HERD),
                Arguments.of("takes back at once", BrokenRouters.takingBackAtOnce(), Violation.FLAPPING),
                Arguments.of("ejects early", BrokenRouters.ejectingEarly(), Violation.FLAPPING),
                Arguments.of("ejects nobody", BrokenRouters.ejectingNobody(), Violation.NOT_EJECTED),
                Arguments.of("ejects everybody", BrokenRouters.ejectingEverybody(), Violation.TOO_MANY_EJECTED),
                Arguments.of("asks the drained", BrokenRouters.askingDrainedReplicas(), Violation.NOT_AVAILABLE),
                Arguments.of("asks the failed", BrokenRouters.askingWhatHasFailedAgain(), Violation.NOT_AVAILABLE),
                Arguments.of("looks for ever", BrokenRouters.lookingForANewerTimelineForEver(), Violation.UNREASONABLE),
                Arguments.of("gives up at once", BrokenRouters.givingUpAtOnce(), Violation.UNREASONABLE),
                Arguments.of("has no budget", BrokenRouters.hedgingWithoutABudget(), Violation.OVER_BUDGET));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("broken")
    void findsWhatIsWrongWithARouterThat(String what, Subject.Maker broken, Violation violation) {
        Map<Violation, Long> found = run(broken).findings().counts();
        assertThat(found).as(what).containsKey(violation);
    }

    private static Result run(Subject.Maker maker) {
        return RouterSimulation.run(SEED, STEPS, 8_000, maker);
    }
}
