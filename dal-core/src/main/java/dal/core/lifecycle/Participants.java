package dal.core.lifecycle;

import dal.spi.LifecycleParticipant;
import dal.spi.LifecycleParticipant.Phase;
import dal.status.DrainReport.ParticipantStop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is stopped in order, each on a thread of its own, since it may hang. Used by one thread. */
final class Participants {

    private static final Logger LOG = LoggerFactory.getLogger(Participants.class);

    private static final Duration LEAST_FOR_ONE = Duration.ofSeconds(1);

    private final List<LifecycleParticipant> inOrder;
    private final List<ParticipantStop> stops = new ArrayList<>();

    Participants(Collection<LifecycleParticipant> participants) {
        inOrder = participants.stream()
                .sorted(Comparator.comparing(LifecycleParticipant::phase).thenComparing(LifecycleParticipant::name))
                .toList();
    }

    /** What became of each, in the order they were stopped. */
    List<ParticipantStop> stops() {
        return stops;
    }

    /** Stops those of some phases. Each has what is left until {@code end}, and a second at least. */
    void stop(long end, Predicate<Phase> wanted) {
        for (LifecycleParticipant participant : inOrder) {
            if (wanted.test(participant.phase())) {
                Duration left = Duration.ofNanos(end - System.nanoTime());
                Duration remaining = left.compareTo(LEAST_FOR_ONE) < 0 ? LEAST_FOR_ONE : left;
                long started = System.nanoTime();
                boolean stopped = within(remaining, participant.name(), () -> participant.stop(remaining));
                stops.add(new ParticipantStop(
                        participant.name(), stopped, Duration.ofNanos(System.nanoTime() - started)));
            }
        }
    }

    /** Something that stops. */
    interface Stop {
        void run() throws Exception;
    }

    /** Runs it, but waits no longer than that; whether it ended well in time. */
    static boolean within(Duration limit, String name, Stop stop) {
        FutureTask<Void> stopping = new FutureTask<>(() -> {
            stop.run();
            return null;
        });
        Thread.ofPlatform().daemon().name("dal-stop-" + name).start(stopping);
        try {
            stopping.get(limit.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (ExecutionException e) {
            LOG.atWarn().setCause(e.getCause()).addKeyValue("participant", name).log("stopping failed");
        } catch (TimeoutException e) {
            LOG.atWarn().addKeyValue("participant", name).log("stopping took too long");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            stopping.cancel(true);
        }
        return false;
    }
}
