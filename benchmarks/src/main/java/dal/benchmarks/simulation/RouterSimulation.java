package dal.benchmarks.simulation;

import dal.benchmarks.result.Figures;
import java.util.Locale;

/**
 * Drives the real router and the real state of a cluster through made-up worlds, and counts the promises it breaks. Each decision is a step: it is held against what was
 * observed, carried out against what is true, the server's own check included, and its answer held against what is true then. Everything follows from one
 * number, which is printed, and may be given as the system property {@code seed}.
 */
public final class RouterSimulation {

    private static final long SEED = 20_260_101;
    private static final long STEPS = 5_000_000;
    private static final long STRIDE = 7919;
    private static final int STEPS_OF_A_WORLD = 8_000;

    /**
     * What came of it.
     *
     * @param steps decisions
     * @param lost answers that lack what an asynchronous promotion lost
     * @param undecidable answers that lack what numbers cannot tell, after two promotions from one parent
     */
    record Result(long steps, int worlds, Findings findings, long lost, long undecidable) {}

    private RouterSimulation() {}

    /** Runs the real router. */
    public static Figures measure() {
        long seed = Long.getLong("seed", SEED);
        long steps = Long.getLong("steps", STEPS);
        System.out.println("seed=" + seed + " steps=" + steps);
        Result result = run(seed, steps, STEPS_OF_A_WORLD, Subject::real);
        System.out.printf(
                Locale.ROOT,
                "worlds=%d answers_lacking_what_a_promotion_lost=%d answers_nobody_could_judge=%d%n",
                result.worlds(),
                result.lost(),
                result.undecidable());
        System.out.print(result.findings());
        return new Figures()
                .count("steps", result.steps())
                .count("violations", result.findings().total());
    }

    /** Runs worlds until there were so many decisions. */
    static Result run(long seed, long steps, int stepsOfAWorld, Subject.Maker maker) {
        Findings findings = new Findings(seed);
        long done = 0;
        long lost = 0;
        long undecidable = 0;
        int worlds = 0;
        while (done < steps) {
            World world = new World(seed + STRIDE * worlds, maker);
            world.run(stepsOfAWorld);
            worlds++;
            done += world.decisions();
            findings.addAll(world.findings());
            lost += world.referee().lost();
            undecidable += world.referee().undecidable();
        }
        return new Result(done, worlds, findings, lost, undecidable);
    }
}
