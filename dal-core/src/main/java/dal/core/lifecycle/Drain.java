package dal.core.lifecycle;

import dal.core.pool.ConnectionPools;
import dal.spi.LifecycleParticipant;
import dal.spi.LifecycleParticipant.Phase;
import dal.status.DrainReport;
import dal.status.DrainReport.ClassDrain;
import dal.status.DrainReport.ParticipantStop;
import dal.status.LifecycleState;
import dal.tenant.TenantClassName;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The shutdown. Participants that bring work in are stopped first, while work is still taken, so that requests already accepted end well; then the gate closes,
 * running work has until the deadline, then it is cancelled on the server, then its connections are closed; then the pools close and the other participants
 * stop, telemetry last. Runs once; every caller gets the same report.
 */
@Singleton
public final class Drain {

    private static final Logger LOG = LoggerFactory.getLogger(Drain.class);

    /** What cancelled work gets to notice it, and aborted work after that. */
    private static final Duration GRACE = Duration.ofMillis(500);

    private static final Duration LEAST_FOR_A_PARTICIPANT = Duration.ofSeconds(1);

    /** What a deadline beyond it means; nanoseconds cannot tell every Duration. */
    private static final Duration LONGEST = Duration.ofDays(365);

    private final WorkGate gate;
    private final ConnectionPools pools;
    private final List<LifecycleParticipant> participants;
    private final AtomicReference<@Nullable CompletableFuture<DrainReport>> report = new AtomicReference<>();

    @Inject
    public Drain(WorkGate gate, ConnectionPools pools, Set<LifecycleParticipant> participants) {
        this.gate = gate;
        this.pools = pools;
        this.participants = participants.stream()
                .sorted(Comparator.comparing(LifecycleParticipant::phase).thenComparing(LifecycleParticipant::name))
                .toList();
    }

    /** Shuts down, or waits for the shutdown under way. */
    public DrainReport shutdown(Duration deadline) {
        CompletableFuture<DrainReport> mine = new CompletableFuture<>();
        CompletableFuture<DrainReport> earlier = report.compareAndExchange(null, mine);
        if (earlier != null) {
            return earlier.join();
        }
        try {
            mine.complete(run(deadline));
        } catch (RuntimeException | Error e) {
            mine.completeExceptionally(e);
            throw e;
        }
        return mine.join();
    }

    private DrainReport run(Duration deadline) {
        long started = System.nanoTime();
        long end = started + (deadline.compareTo(LONGEST) < 0 ? deadline : LONGEST).toNanos();
        LOG.atInfo()
                .addKeyValue("running", gate.inside())
                .addKeyValue("deadline", deadline)
                .log("shutdown begins");
        List<ParticipantStop> stops = new ArrayList<>();
        Map<TenantClassName, Integer> atStart = new HashMap<>();
        gate.counts().forEach((name, of) -> atStart.put(name, of.insideNow()));
        stop(stops, end, phase -> phase.compareTo(Phase.DATA) < 0);
        List<ClassDrain> classes = drain(end, atStart);
        stop(stops, end, phase -> phase == Phase.DATA);
        pools.close();
        gate.moveTo(LifecycleState.CLOSED);
        stop(stops, end, phase -> phase.compareTo(Phase.DATA) > 0);
        DrainReport done = new DrainReport(Duration.ofNanos(System.nanoTime() - started), classes, stops);
        LOG.atInfo()
                .addKeyValue("took", done.took())
                .addKeyValue("clean", done.clean())
                .addKeyValue("classes", done.classes())
                .log("shutdown done");
        return done;
    }

    private List<ClassDrain> drain(long end, Map<TenantClassName, Integer> atStart) {
        gate.moveTo(LifecycleState.DRAINING);
        Set<Running> cancelled = new HashSet<>();
        Set<Running> aborted = new HashSet<>();
        if (!await(end - System.nanoTime())) {
            gate.running().stream().filter(Running::cancel).forEach(cancelled::add);
            if (!await(GRACE.toNanos())) {
                aborted.addAll(gate.running());
                aborted.forEach(Running::abort);
                await(GRACE.toNanos());
            }
        }
        cancelled.removeAll(aborted);
        List<ClassDrain> drains = new ArrayList<>();
        gate.counts().forEach((name, of) -> {
            int cut = count(cancelled, name);
            int broken = count(aborted, name);
            int finished = Math.max(0, atStart.getOrDefault(name, 0) - cut - broken);
            drains.add(new ClassDrain(name, finished, cut, broken, of.refusedSoFar()));
        });
        drains.sort(Comparator.comparing(drain -> drain.tenantClass().value()));
        return drains;
    }

    private static int count(Set<Running> works, TenantClassName tenantClass) {
        return (int) works.stream()
                .filter(work -> work.tenantClass().equals(tenantClass))
                .count();
    }

    private boolean await(long nanos) {
        try {
            return gate.awaitEmpty(Math.max(0, nanos));
        } catch (InterruptedException e) {
            // Whoever shuts down is told to hurry: what still runs is cancelled at once.
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void stop(List<ParticipantStop> stops, long end, java.util.function.Predicate<Phase> wanted) {
        for (LifecycleParticipant participant : participants) {
            if (wanted.test(participant.phase())) {
                Duration left = Duration.ofNanos(end - System.nanoTime());
                stops.add(stop(
                        participant, left.compareTo(LEAST_FOR_A_PARTICIPANT) < 0 ? LEAST_FOR_A_PARTICIPANT : left));
            }
        }
    }

    /** On a thread of its own, since it may hang. */
    private static ParticipantStop stop(LifecycleParticipant participant, Duration remaining) {
        long started = System.nanoTime();
        boolean stopped = false;
        ExecutorService executor = Executors.newSingleThreadExecutor(Thread.ofPlatform()
                .daemon()
                .name("dal-stop-" + participant.name())
                .factory());
        Future<?> stopping = executor.submit(() -> {
            participant.stop(remaining);
            return null;
        });
        try {
            stopping.get(remaining.toNanos(), TimeUnit.NANOSECONDS);
            stopped = true;
        } catch (ExecutionException e) {
            LOG.atWarn()
                    .setCause(e.getCause())
                    .addKeyValue("participant", participant.name())
                    .log("stopping failed");
        } catch (TimeoutException e) {
            LOG.atWarn().addKeyValue("participant", participant.name()).log("stopping took too long");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            executor.shutdownNow();
        }
        return new ParticipantStop(participant.name(), stopped, Duration.ofNanos(System.nanoTime() - started));
    }
}
