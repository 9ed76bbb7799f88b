package dal.benchmarks.fairness;

import java.time.Duration;
import java.util.Arrays;

/** Sees who asks, gets and gives back, from outside, and knows what is fair. Whoever runs on the stage may call it. */
final class Referee {

    /** So long a permit may be kept for whoever gave it back, where nothing else happens. In nanoseconds. */
    private static final long KEPT = Duration.ofMillis(2).toNanos();

    private static final long NEVER = -1;

    private final Scenario scenario;
    private final int[] held;
    private final int[] waiting;
    private final double[] heldFor;
    private final double[] turnsWaited;
    private int permits;
    private int seen;
    private long countedUpTo;
    private double longest;
    private long idle;
    private long idleFor;
    private long idleSince = NEVER;
    private long lookedAt;

    Referee(Scenario scenario) {
        int tenants = scenario.tenants().size();
        this.scenario = scenario;
        this.permits = scenario.permits();
        this.held = new int[tenants];
        this.waiting = new int[tenants];
        this.heldFor = new double[tenants];
        this.turnsWaited = new double[tenants];
    }

    void asks(int tenant) {
        seen |= 1 << tenant;
        waiting[tenant]++;
    }

    void gets(int tenant, long now) {
        count(now);
        held[tenant]++;
        ends(tenant);
        turnsWaited[tenant] = 0;
        for (int other = 0; other < held.length; other++) {
            if (other != tenant && waiting[other] > 0 && held[other] == 0) {
                turnsWaited[other] += (double) scenario.tenants().get(other).weight() / scenario.weights();
                longest = Math.max(longest, turnsWaited[other]);
            }
        }
    }

    void givesUp(int tenant) {
        ends(tenant);
    }

    private void ends(int tenant) {
        waiting[tenant]--;
        if (waiting[tenant] == 0) {
            turnsWaited[tenant] = 0;
        }
    }

    void returns(int tenant, long now) {
        count(now);
        held[tenant]--;
    }

    void resized(int newPermits) {
        permits = newPermits;
    }

    private void count(long now) {
        long upTo = Math.min(now, scenario.length().toNanos());
        for (int tenant = 0; tenant < held.length; tenant++) {
            heldFor[tenant] += (double) held[tenant] * (upTo - countedUpTo);
        }
        countedUpTo = upTo;
    }

    /** All that happens at one moment has happened. */
    void look(int waking, long now) {
        if (idleSince != NEVER) {
            idleFor += now - lookedAt;
        }
        lookedAt = now;
        if (!liesIdle(waking)) {
            idleSince = NEVER;
        } else if (idleSince == NEVER) {
            idleSince = now;
        } else if (now - idleSince > KEPT) {
            idle++;
        }
    }

    /** Whether a permit is free that somebody waits for who might have it. */
    private boolean liesIdle(int waking) {
        int kept = Integer.bitCount(seen) > 1 && permits > 1
                ? Math.min(scenario.config().reserve(), permits - 1)
                : 0;
        int out = Arrays.stream(held).sum();
        // Whoever wakes up was promised a permit; or was, and somebody else has it.
        int free = permits - out - waking;
        int asleep = Arrays.stream(waiting).sum() - waking;
        if (asleep == 0 || free <= 0) {
            return false;
        }
        return free > kept || (waking == 0 && holdsNoneAndWaits());
    }

    private boolean holdsNoneAndWaits() {
        for (int tenant = 0; tenant < held.length; tenant++) {
            if (waiting[tenant] > 0 && held[tenant] == 0) {
                return true;
            }
        }
        return false;
    }

    /** Moments at which a permit had been free, for longer than one may be kept, that somebody waited for who might have had it. */
    long idleWithWaiters() {
        return idle;
    }

    /** For how much of the time one was, for however short. */
    double idleShare() {
        return (double) idleFor / lookedAt;
    }

    /**
     * The longest a tenant that held nothing waited, in rounds: while each waiting tenant is served as often as it weighs, that is one; where all calls take the same
     * time.
     */
    double longestWait() {
        return scenario.isAlike() ? longest : 0;
    }

    /** By which part any tenant had more or less than its weight's. Where everybody always wants more. */
    double weightError() {
        double[] fair = fair();
        double all = Arrays.stream(heldFor).sum();
        double worst = 0;
        for (int tenant = 0; tenant < fair.length; tenant++) {
            worst = Math.max(worst, Math.abs(heldFor[tenant] / all / fair[tenant] - 1));
        }
        return worst;
    }

    /** What each should have of all: by weight, but no more than the most that one may; what that leaves is the others', by weight. */
    private double[] fair() {
        double most = Math.max(1, Math.floor(scenario.config().maxShare() * permits));
        double usable = permits - scenario.config().reserve();
        double[] fair = new double[held.length];
        boolean[] capped = new boolean[held.length];
        boolean again = true;
        while (again) {
            again = false;
            double left = usable;
            double weights = 0;
            for (int tenant = 0; tenant < fair.length; tenant++) {
                left -= capped[tenant] ? most : 0;
                weights += capped[tenant] ? 0 : scenario.tenants().get(tenant).weight();
            }
            for (int tenant = 0; tenant < fair.length; tenant++) {
                double share = capped[tenant]
                        ? most
                        : left * scenario.tenants().get(tenant).weight() / weights;
                fair[tenant] = share / usable;
                if (!capped[tenant] && share > most) {
                    capped[tenant] = true;
                    again = true;
                }
            }
        }
        return fair;
    }
}
