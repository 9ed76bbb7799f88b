package dal.benchmarks.fairness;

import dal.benchmarks.result.Figures;
import dal.benchmarks.result.Progress;
import dal.tenant.TenantId;
import java.util.SplittableRandom;

/** The real admission under many made-up crowds: whether weights are met, whether anything lies idle, and how long a tenant that holds nothing waits. */
public final class Fairness {

    private static final long SEED = 20_260_101;
    private static final int SCENARIOS = 200;
    private static final long SHORTEST_RESIZE = 20_000_000;
    private static final long LONGEST_RESIZE = 200_000_000;

    /**
     * What came of it.
     *
     * @param maxWaitInTurns the longest that a tenant which held nothing waited, in rounds of all
     * @param weightError by which part any tenant had more or less than its weight's
     * @param idleWithWaiters how often a permit was free, for longer than one is kept for whoever gave it back, that somebody waited for who might have had it
     * @param idleShare for how much of the time one was, for however short
     * @param calls how many were served
     */
    record Result(double maxWaitInTurns, double weightError, long idleWithWaiters, double idleShare, long calls) {}

    private Fairness() {}

    /** Tries the real one. */
    public static Figures measure() throws InterruptedException {
        long seed = Long.getLong("seed", SEED);
        System.out.println("seed=" + seed);
        Result result = run(seed, SCENARIOS, Door::real);
        Progress.say("%,d calls served", result.calls());
        return new Figures()
                .ratio("max_wait_in_turns", result.maxWaitInTurns())
                .share("weight_error", result.weightError())
                .count("idle_with_waiters", result.idleWithWaiters())
                .share("idle_share", result.idleShare());
    }

    /** Plays that many scenarios of each kind. */
    static Result run(long seed, int scenarios, Door.Maker maker) throws InterruptedException {
        double wait = 0;
        double error = 0;
        long idle = 0;
        double idleShare = 0;
        long calls = 0;
        for (int i = 0; i < scenarios; i++) {
            Play crowded = new Play(seed + 2L * i, Scenario.crowded(seed + 2L * i), maker);
            Referee even = crowded.play();
            Play mixed = new Play(seed + 2L * i + 1, Scenario.mixed(seed + 2L * i + 1), maker);
            Referee any = mixed.play();
            wait = Math.max(wait, even.longestWait());
            error = Math.max(error, even.weightError());
            idle += even.idleWithWaiters() + any.idleWithWaiters();
            idleShare += (even.idleShare() + any.idleShare()) / 2 / scenarios;
            calls += crowded.calls + mixed.calls;
        }
        return new Result(wait, error, idle, idleShare, calls);
    }

    /** One scenario, from its beginning to its end. */
    private static final class Play {

        private final Scenario scenario;
        private final SplittableRandom random;
        private final Referee referee;
        private final Stage stage;
        private final Door door;
        private long calls;

        Play(long seed, Scenario scenario, Door.Maker maker) {
            this.scenario = scenario;
            this.random = new SplittableRandom(seed);
            this.referee = new Referee(scenario);
            this.stage = new Stage(seed, scenario.slowestWaking(), this::look);
            this.door = maker.make(scenario.config(), scenario.permits(), stage);
        }

        private void look() {
            referee.look(stage.waking(), stage.nanoTime());
        }

        private Referee play() throws InterruptedException {
            for (int tenant = 0; tenant < scenario.tenants().size(); tenant++) {
                int number = tenant;
                for (int i = 0; i < scenario.tenants().get(tenant).callers(); i++) {
                    stage.enter(() -> call(number));
                }
            }
            if (scenario.resized()) {
                stage.enter(this::resize);
            }
            stage.play();
            return referee;
        }

        private boolean goesOn() {
            return stage.nanoTime() < scenario.length().toNanos();
        }

        private void call(int number) {
            Scenario.Tenant tenant = scenario.tenants().get(number);
            TenantId id = TenantId.of("tenant-" + number);
            while (goesOn()) {
                referee.asks(number);
                Runnable permit = door.take(id, tenant.weight(), tenant.patience());
                if (permit == null) {
                    referee.givesUp(number);
                } else {
                    calls++;
                    referee.gets(number, stage.nanoTime());
                    stage.spend(drawn(tenant.work().toNanos()));
                    referee.returns(number, stage.nanoTime());
                    permit.run();
                }
                if (permit == null || tenant.pause().isPositive()) {
                    stage.spend(drawn(tenant.pause().toNanos() + 1_000_000));
                }
            }
        }

        /** As calls that are many and independent take. */
        private long drawn(long average) {
            return (long) (-Math.log(1 - random.nextDouble()) * average);
        }

        private void resize() {
            while (goesOn()) {
                stage.spend(random.nextLong(SHORTEST_RESIZE, LONGEST_RESIZE));
                int permits = random.nextInt(1, 13);
                referee.resized(permits);
                door.resize(permits);
            }
        }
    }
}
