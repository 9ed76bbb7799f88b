package dal.core.pool;

import java.util.concurrent.ThreadLocalRandom;

/**
 * Learns of one connection whether polling for its answers is worth a processor's time: whether answers have been heard a quarter sooner than by a reader that sleeps. Where a server
 * is far, they are not, since waking up is little beside the way; nor where the kernel runs it on the reader's own processor, which sleeping leaves to it. Which of both holds
 * changes while a process runs, so the other way is tried now and then, at random, since statements come in turns.
 *
 * <p>Of either way it keeps what the quickest answers take, and forgets that slowly: a slow statement says nothing of the way its answer was waited for. For one thread at a time.
 */
final class PollOrSleep {

    /** Polling has to bring an answer in this share of the time that sleeping takes. */
    private static final double WORTH = 0.75;

    /** An estimate rises by one part of so many towards a slower answer. */
    private static final int FORGETTING = 16;

    private static final double UNKNOWN = 0;

    private static final int LEAST_BETWEEN_TRIALS = 16;
    private static final int MOST_BETWEEN_TRIALS = 1024;

    private final double limit;
    private double polled = UNKNOWN;
    private double slept = UNKNOWN;
    private boolean worth;
    private int betweenTrials = LEAST_BETWEEN_TRIALS;
    private int untilTrial = LEAST_BETWEEN_TRIALS;

    /** @param limitNanos of polling: what takes twice as long is not told apart */
    PollOrSleep(long limitNanos) {
        limit = limitNanos;
    }

    /** Whether to poll for the next answer. */
    boolean next() {
        boolean worthNow = polled < limit && polled < WORTH * slept;
        if (worthNow != worth) {
            worth = worthNow;
            betweenTrials = LEAST_BETWEEN_TRIALS;
            untilTrial = betweenTrials;
        }
        untilTrial--;
        if (untilTrial > 0) {
            return worth;
        }
        betweenTrials = Math.min(2 * betweenTrials, MOST_BETWEEN_TRIALS);
        untilTrial = betweenTrials / 2 + ThreadLocalRandom.current().nextInt(betweenTrials);
        return !worth;
    }

    /** How long the answer took, which was not there when it was asked for, and whether it was polled for. */
    void took(long nanos, boolean poll) {
        double time = Math.min((double) nanos, 2 * limit);
        if (poll) {
            polled = estimate(polled, time);
        } else {
            slept = estimate(slept, time);
        }
    }

    private static double estimate(double before, double time) {
        return before == UNKNOWN || time < before ? time : before + (time - before) / FORGETTING;
    }
}
