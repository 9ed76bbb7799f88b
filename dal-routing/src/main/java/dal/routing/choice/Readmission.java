package dal.routing.choice;

import dal.routing.topology.NodeView;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * In which part of the draws a replica takes part that has come back: a tenth at once, all after the time of the slow start, and in between as much as of that
 * time has passed (linear, as Envoy's slow start is by default). Its caches and its connections are cold, and nothing is known of how quick it is now. Never
 * nothing: a replica that is never asked is never known to be well.
 */
final class Readmission {

    /** Of a replica that never was away. */
    static final long NEVER = Long.MIN_VALUE;

    private static final double LEAST = 0.1;

    private final double slowStart;

    Readmission(Duration slowStart) {
        this.slowStart = TimeUnit.NANOSECONDS.convert(slowStart);
    }

    /** When it came back last, from the monitor's loss of it, from a drain or from an ejection; {@link #NEVER} if it never was away. */
    static long at(NodeView replica, NodeBreaker breaker) {
        Long returned = replica.returnedAt();
        long readmitted = breaker.readmittedAt();
        if (returned == null) {
            return readmitted;
        }
        return readmitted == NEVER || returned - readmitted > 0 ? returned : readmitted;
    }

    /** In which part of the draws it takes part now: above 0, at most 1. */
    double part(NodeView replica, NodeBreaker breaker, long now) {
        long back = at(replica, breaker);
        if (back == NEVER || now - back >= slowStart) {
            return 1;
        }
        return Math.max(LEAST, (now - back) / slowStart);
    }
}
