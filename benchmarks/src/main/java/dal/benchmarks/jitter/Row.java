package dal.benchmarks.jitter;

import dal.benchmarks.distance.Distance;
import dal.benchmarks.load.Load;
import dal.benchmarks.peers.Contestant;
import java.time.Duration;

/**
 * One way to reach the servers, over networks of its own.
 *
 * @param toPrimary the network to the primary
 * @param toReplicas the network to the replicas
 */
record Row(Contestant contestant, Distance toPrimary, Distance toReplicas) implements AutoCloseable {

    String name() {
        return contestant.name();
    }

    /** Loads it for so long and counts what came of it. */
    void turn(Tally tally, int threads, Duration turn) throws InterruptedException {
        turn(tally, threads, Duration.ZERO, Duration.ZERO, turn);
    }

    /** The same, with the primary out of reach for some time, after some time. */
    void turn(Tally tally, int threads, Duration before, Duration cut, Duration after) throws InterruptedException {
        long connections = connections();
        long bytes = Tally.allocated();
        Load load = Load.of(threads, thread -> tally.once(contestant));
        try {
            Thread.sleep(before);
            if (cut.isPositive()) {
                toPrimary.cut(true);
                Thread.sleep(cut);
                toPrimary.cut(false);
            }
            Thread.sleep(after);
        } finally {
            load.stop();
        }
        tally.counted(connections() - connections, Tally.allocated() - bytes);
    }

    private long connections() {
        return toPrimary.connections() + toReplicas.connections();
    }

    @Override
    public void close() {
        contestant.close();
        toPrimary.close();
        toReplicas.close();
    }
}
