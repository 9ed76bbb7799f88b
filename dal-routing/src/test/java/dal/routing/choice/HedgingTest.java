package dal.routing.choice;

import static dal.routing.choice.RouterFixture.A;
import static dal.routing.choice.RouterFixture.B;
import static dal.routing.choice.RouterFixture.C;
import static dal.routing.choice.RouterFixture.MAIN;
import static dal.routing.choice.RouterFixture.atLeast;
import static dal.routing.choice.RouterFixture.drained;
import static dal.routing.choice.RouterFixture.freshAsOf;
import static dal.routing.choice.RouterFixture.onReplica;
import static dal.routing.choice.RouterFixture.primary;
import static dal.routing.choice.RouterFixture.refuse;
import static dal.routing.choice.RouterFixture.replica;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dal.config.EjectionConfig;
import dal.config.HedgingConfig;
import dal.config.LagConfig;
import dal.consistency.Consistency;
import dal.spi.RouteDecision.Refuse;
import dal.spi.RouteDecision.Use;
import dal.spi.RouteReason;
import dal.spi.Router;
import dal.spi.Router.NodeOutcome;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A second replica for a read that takes long. */
class HedgingTest {

    private static final Refuse NO_HEDGE = refuse(RouteReason.NO_HEDGE);

    private final RouterFixture its = fixture(new HedgingConfig(1, 0.95, Duration.ofMillis(1)));

    private static RouterFixture fixture(HedgingConfig hedging) {
        return new RouterFixture(
                RouterFixture.config("", LagConfig.DEFAULT, EjectionConfig.DEFAULT, Duration.ofSeconds(5), hedging),
                primary(A, 1, 100),
                replica(B, 1, 100),
                replica(C, 1, 90));
    }

    @Test
    void isOffByDefault() {
        RouterFixture off = new RouterFixture(primary(A, 1, 100), replica(B, 1, 100), replica(C, 1, 90));
        for (int i = 0; i < 1_000; i++) {
            off.answer(B, Duration.ofMillis(1));
            assertThat(off.router.hedgeDelay(MAIN)).isEqualTo(Router.NO_HEDGING);
        }
        assertThat(off.hedge(Consistency.eventual(), B)).isEqualTo(NO_HEDGE);
    }

    @Test
    void waitsForEverUntilEnoughIsKnown() {
        for (int i = 0; i < 99; i++) {
            answered(Duration.ofMillis(2));
        }
        its.pass(Duration.ofMillis(100));
        assertThat(its.router.hedgeDelay(MAIN))
                .as("not off: what is awaited now counts")
                .isNotEqualTo(Router.NO_HEDGING)
                .isGreaterThan(Duration.ofHours(1).toNanos());
        answered(Duration.ofMillis(2));
        its.pass(Duration.ofMillis(100));
        assertThat(its.router.hedgeDelay(MAIN) / 1e6).isBetween(2.0, 2.2);
    }

    @Test
    void beginsWhereMostReadsHadBeenAnswered() {
        for (int i = 1; i <= 1_000; i++) {
            answered(Duration.ofNanos(i * 10_000L));
        }
        its.pass(Duration.ofMillis(100));
        assertThat(Duration.ofNanos(its.router.hedgeDelay(MAIN)).toNanos() / 1e6)
                .isBetween(9.5, 10.2);
    }

    @Test
    void neverBeginsBeforeTheLeastDelay() {
        usuallyAnswered(Duration.ofNanos(10_000));
        assertThat(its.router.hedgeDelay(MAIN)).isEqualTo(1_000_000);
    }

    /** Work is not over when its answer begins: its rows are read, and a transaction goes on. */
    @Test
    void countsOnlyHowLongAnswersWereAwaited() {
        for (int i = 0; i < 1_000; i++) {
            answered(Duration.ofMillis(2));
            if (i == 500) {
                its.pass(Duration.ofMillis(100));
                assertThat(its.router.hedgeDelay(MAIN) / 1e6).isBetween(2.0, 2.2);
            }
            its.answer(B, Duration.ofSeconds(1));
            its.write();
            its.router.completed(
                    MAIN, A, NodeOutcome.ANSWERED, Duration.ofSeconds(1).toNanos());
            its.complete(C, NodeOutcome.NOT_USED, Duration.ofSeconds(1));
        }
        its.pass(Duration.ofMillis(100));
        assertThat(its.router.hedgeDelay(MAIN) / 1e6).isBetween(2.0, 2.2);
    }

    /** Else the slowest of those that were not left would be asked twice next, and so on. */
    @Test
    void countsAnswersThatWereLeftAmongTheSlowOnes() {
        usuallyAnswered(Duration.ofMillis(2));
        for (int i = 0; i < 1_000; i++) {
            answered(Duration.ofMillis(2));
            if (i % 5 == 0) {
                left(Duration.ofMillis(9));
            }
        }
        its.pass(Duration.ofMillis(100));
        assertThat(its.router.hedgeDelay(MAIN) / 1e6).isGreaterThan(8);
    }

    @Test
    void doesNotCountAnswersLeftSoonerThanMostCome() {
        usuallyAnswered(Duration.ofMillis(2));
        for (int i = 0; i < 100_000; i++) {
            left(Duration.ofMillis(1));
        }
        its.pass(Duration.ofMillis(100));
        assertThat(its.router.hedgeDelay(MAIN) / 1e6).isBetween(2.0, 2.2);
    }

    @Test
    void asksAReplicaThatDoesNotWorkOnItYet() {
        fillTheBudget(its, 1);
        assertThat(its.hedge(Consistency.eventual(), B)).isEqualTo(onReplica(C, RouteReason.HEDGE));
    }

    @Test
    void asksOnlyOneThatIsFreshEnoughAndHasItsServerCheck() {
        fillTheBudget(its, 20);
        assertThat(its.hedge(atLeast(1, 95), B)).isEqualTo(NO_HEDGE);
        assertThat(its.hedge(atLeast(1, 85), B)).isEqualTo(onReplica(C, RouteReason.HEDGE, 1, 85));
        assertThat(its.hedge(Consistency.strong(), A)).isEqualTo(NO_HEDGE);
        assertThat(its.hedge(Consistency.boundedStaleness(Duration.ofSeconds(1)), B))
                .isEqualTo(NO_HEDGE);
        its.see(primary(A, 2, 100), freshAsOf(its.now, replica(B, 2, 90)), freshAsOf(its.now, replica(C, 2, 80)));
        assertThat(its.hedge(Consistency.boundedStaleness(Duration.ofSeconds(1)), B))
                .isEqualTo(onReplica(C, RouteReason.HEDGE, 2, 80));
        assertThat(its.hedge(atLeast(1, 1), B)).isEqualTo(NO_HEDGE);
        its.see(primary(A, 2, 100), primary(B, 2, 90), freshAsOf(its.now, replica(C, 2, 80)));
        assertThat(its.hedge(atLeast(2, 1), B)).isEqualTo(NO_HEDGE);
        assertThat(its.hedge(Consistency.eventual(), B)).isEqualTo(onReplica(C, RouteReason.HEDGE));
    }

    @Test
    void asksNoneThatIsEjectedOrDrainedOrLags() {
        fillTheBudget(its, 20);
        its.see(primary(A, 1, 100), replica(B, 1, 100), drained(replica(C, 1, 100)));
        assertThat(its.hedge(Consistency.eventual(), B)).isEqualTo(NO_HEDGE);
        its.see(
                primary(A, 1, 100),
                freshAsOf(its.ago(Duration.ofSeconds(31)), replica(B, 1, 100)),
                freshAsOf(its.ago(Duration.ofSeconds(31)), replica(C, 1, 100)));
        assertThat(its.read(Consistency.eventual())).isInstanceOf(Use.class);
        assertThat(its.hedge(Consistency.eventual(), B)).isEqualTo(NO_HEDGE);
        assertThat(its.hedge(atLeast(1, 1), B)).isEqualTo(NO_HEDGE);
        its.see(primary(A, 1, 100), replica(B, 1, 100), replica(C, 1, 100));
        its.fail(C, 3);
        assertThat(its.hedge(Consistency.eventual(), B)).isEqualTo(NO_HEDGE);
    }

    @Test
    void asksNoMoreThanTheShareOfTheReadsTwice() {
        Random random = new Random();
        RouterFixture some = fixture(new HedgingConfig(0.05, 0.95, Duration.ofMillis(1)));
        int reads = 0;
        int hedges = 0;
        for (int phase = 0; phase < 20; phase++) {
            double wish = random.nextDouble();
            for (int i = 0; i < 2_000; i++) {
                some.router.hedgeDelay(MAIN);
                reads++;
                if (random.nextDouble() < wish && some.hedge(Consistency.eventual(), B) instanceof Use) {
                    some.router.completed(MAIN, C, NodeOutcome.ANSWERED, 1_000);
                    hedges++;
                }
                assertThat(hedges).isLessThanOrEqualTo((int) (0.05 * reads + 1e-6));
            }
        }
        assertThat((double) hedges / reads).isCloseTo(0.05, within(0.02));
    }

    @Test
    void savesUpFewHedgesInQuietTimes() {
        RouterFixture some = fixture(new HedgingConfig(0.05, 0.95, Duration.ofMillis(1)));
        fillTheBudget(some, 100_000);
        int hedges = 0;
        while (some.hedge(Consistency.eventual(), B) instanceof Use) {
            hedges++;
        }
        assertThat(hedges).isEqualTo(10);
    }

    private void usuallyAnswered(Duration after) {
        for (int i = 0; i < 1_000; i++) {
            answered(after);
        }
        its.pass(Duration.ofMillis(100));
    }

    private void answered(Duration after) {
        its.router.awaited(MAIN, after.toNanos(), true);
    }

    private void left(Duration after) {
        its.router.awaited(MAIN, after.toNanos(), false);
    }

    private static void fillTheBudget(RouterFixture fixture, int reads) {
        for (int i = 0; i < reads; i++) {
            fixture.router.hedgeDelay(MAIN);
        }
    }
}
