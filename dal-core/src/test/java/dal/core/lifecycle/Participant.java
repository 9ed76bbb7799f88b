package dal.core.lifecycle;

import dal.spi.LifecycleParticipant;
import java.time.Duration;

/** What it says it is. */
record Participant(String name, Phase phase, Stop how) implements LifecycleParticipant {

    @Override
    public void stop(Duration remaining) throws Exception {
        how.stop();
    }

    /** How a participant stops. */
    @FunctionalInterface
    interface Stop {
        void stop() throws Exception;
    }
}
