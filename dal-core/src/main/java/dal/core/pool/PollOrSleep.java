package dal.core.pool;

/**
 * Learns of one connection whether polling for its answers is worth a processor's time: whether answers have been heard a quarter sooner than by a reader that sleeps. Where a server
 * is far, they are not, since waking up is little beside the way; nor where the kernel runs it on the reader's own processor, which sleeping leaves to it. Which of both holds
 * changes while a process runs, so the other way is tried now and then.
 *
 * <p>Of either way it keeps what the quickest answers take, and forgets that slowly: a slow statement says nothing of the way its answer was waited for. For one thread at a time.
 */
final class PollOrSleep {

    /** Polling has to bring an answer in this share of the time that sleeping takes. */
    private static final double WORTH = 0.75;

    /** An estimate rises by one part of so many towards a slower answer. */
    private static final int FORGETTING = 16;

    /** An answer that took less was there before anybody waited for it. */
    private static final long WAS_THERE_NANOS = 2_000;

    private static final int LEAST_BETWEEN_TRIALS = 16;
    private static final int MOST_BETWEEN_TRIALS = 1024;

    private final double most;
    private double polled;
    private double slept;
    private boolean worth;
    private int betweenTrials = LEAST_BETWEEN_TRIALS;
    private int untilTrial = LEAST_BETWEEN_TRIALS;

    /** @param limitNanos of polling: what takes several times as long is not told apart */
    PollOrSleep(long limitNanos) {
        most = 4.0 * limitNanos;
    }

    /** Whether to poll for the next answer. */
    boolean next() {
        boolean worthNow = polled < WORTH * slept;
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
        untilTrial = betweenTrials;
        return !worth;
    }

    /** How long the answer took, and whether it was polled for. */
    void took(long nanos, boolean poll) {
        if (nanos < WAS_THERE_NANOS) {
            return;
        }
        double time = Math.min(nanos, most);
        if (poll) {
            polled = estimate(polled, time);
        } else {
            slept = estimate(slept, time);
        }
    }

    private static double estimate(double before, double time) {
        return time < before ? time : before + (time - before) / FORGETTING;
    }
}
