package dal.core.lifecycle;

import dal.config.DataAccessConfig;
import dal.config.QueuedWork;
import dal.config.ShutdownConfig;
import dal.core.lifecycle.Fates.Fate;
import dal.core.pool.ConnectionPools;
import dal.spi.LifecycleParticipant;
import dal.spi.LifecycleParticipant.Phase;
import dal.status.DrainReport;
import dal.status.DrainReport.ClassDrain;
import dal.status.LifecycleState;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The shutdown.
 *
 * <ol>
 *   <li>The process says that it is not ready, and takes work for the lead time that balancers need.
 *   <li>Participants that bring work in are stopped, while work is still taken, so that requests already accepted end well.
 *   <li>The gate closes. What waits for a connection proceeds or is refused, as configured; what runs has until the deadline.
 *   <li>At the deadline nobody gets a connection any more; what runs is cancelled on the server, and soon after that its connections are closed. A COMMIT under
 *       way is not cancelled: its connection is closed, and its outcome unknown.
 *   <li>The pools close, then the other participants stop, telemetry last.
 * </ol>
 *
 * <p>Runs once, on a thread of its own; every caller waits for the same report. Whoever calls it from inside a piece of work does not wait for that one: it
 * is aborted before the pools close. A caller that is interrupted goes on to wait, but the deadline is now. Needs no server to answer: after the deadline
 * each step is bounded.
 */
@Singleton
public final class Drain {

    private static final Logger LOG = LoggerFactory.getLogger(Drain.class);

    /** What cancelled work gets to notice it. */
    private static final Duration CANCEL_GRACE = Duration.ofMillis(400);

    /** What aborted work gets to notice it: no server is asked. */
    private static final Duration ABORT_GRACE = Duration.ofMillis(200);

    private static final Duration LONGEST_CLOSING = Duration.ofSeconds(2);

    /** What a deadline beyond it means; nanoseconds cannot tell every Duration. */
    private static final Duration LONGEST = Duration.ofDays(365);

    private final WorkGate gate;
    private final ConnectionPools pools;
    private final ShutdownConfig config;
    private final Participants participants;
    private final CountDownLatch hurried = new CountDownLatch(1);
    private final AtomicReference<@Nullable CompletableFuture<DrainReport>> report = new AtomicReference<>();

    @Inject
    public Drain(
            WorkGate gate, ConnectionPools pools, DataAccessConfig config, Set<LifecycleParticipant> participants) {
        this.gate = gate;
        this.pools = pools;
        this.config = config.shutdown();
        this.participants = new Participants(participants);
    }

    /** Shuts down, or waits for the shutdown under way. */
    public DrainReport shutdown(Duration deadline) {
        CompletableFuture<DrainReport> mine = new CompletableFuture<>();
        CompletableFuture<DrainReport> earlier = report.compareAndExchange(null, mine);
        gate.setAsideOwn();
        if (earlier == null) {
            begin(() -> {
                try {
                    mine.complete(run(deadline));
                } catch (RuntimeException | Error e) {
                    mine.completeExceptionally(e);
                }
            });
        }
        return await(earlier == null ? mine : earlier);
    }

    private static void begin(Runnable shutdown) {
        try {
            Thread.ofPlatform().name("dal-shutdown").start(shutdown);
        } catch (OutOfMemoryError e) {
            // There is no thread to be had; that may be why the process ends.
            shutdown.run();
        }
    }

    private DrainReport await(CompletableFuture<DrainReport> done) {
        try {
            return done.get();
        } catch (InterruptedException e) {
            // Whoever shuts down is told to hurry: what still runs is cancelled at once.
            hurried.countDown();
            gate.wake();
            DrainReport hasty = done.join();
            Thread.currentThread().interrupt();
            return hasty;
        } catch (ExecutionException e) {
            throw new IllegalStateException("The shutdown failed", e.getCause());
        }
    }

    private DrainReport run(Duration deadline) {
        long started = System.nanoTime();
        long end = started + (deadline.compareTo(LONGEST) < 0 ? deadline : LONGEST).toNanos();
        gate.moveTo(LifecycleState.DRAINING);
        LOG.atInfo()
                .addKeyValue("running", gate.inside())
                .addKeyValue("deadline", deadline)
                .addKeyValue("readinessLead", config.readinessLead())
                .log("shutdown begins");
        awaitLead(end);
        participants.stop(end, phase -> phase.compareTo(Phase.DATA) < 0);
        gate.close();
        if (config.queued() == QueuedWork.REFUSE) {
            gate.queues().forEach(WorkQueue::dismiss);
            pools.dismiss();
        }
        if (!isEmptyWithin(Duration.ofNanos(Math.max(0, end - System.nanoTime())), () -> hurried.getCount() == 0)) {
            cutShort();
        }
        // Nobody else is left; whoever shuts down from inside a piece of work cannot go on with it either.
        settle(each("dal-abort", List.copyOf(gate.running()), this::abort));
        List<ClassDrain> classes = classes(started);
        participants.stop(end, phase -> phase == Phase.DATA);
        if (!Participants.within(LONGEST_CLOSING, "pools", pools::close)) {
            LOG.atWarn().log("pools are left to close by themselves");
        }
        gate.moveTo(LifecycleState.CLOSED);
        participants.stop(end, phase -> phase.compareTo(Phase.DATA) > 0);
        DrainReport done =
                new DrainReport(Duration.ofNanos(System.nanoTime() - started), classes, participants.stops());
        LOG.atInfo()
                .addKeyValue("took", done.took())
                .addKeyValue("clean", done.clean())
                .addKeyValue("classes", done.classes())
                .log("shutdown done");
        return done;
    }

    private void awaitLead(long end) {
        long lead = Math.min(config.readinessLead().toNanos(), end - System.nanoTime());
        try {
            var unused = hurried.await(lead, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            // Nobody knows this thread to interrupt it.
            Thread.currentThread().interrupt();
        }
    }

    private void cutShort() {
        gate.queues().forEach(WorkQueue::refuse);
        pools.refuse();
        CountDownLatch asked = each("dal-cancel", others(), work -> {
            if (work.cancel()) {
                gate.fates().note(work.work(), work.tenantClass(), Fate.CANCELLED);
            }
        });
        if (isEmptyWithin(CANCEL_GRACE, () -> false)) {
            settle(asked);
        } else {
            CountDownLatch aborted = each("dal-abort", others(), this::abort);
            if (isEmptyWithin(ABORT_GRACE, () -> false)) {
                settle(aborted);
            }
        }
    }

    private List<Running> others() {
        return gate.running().stream().filter(work -> !gate.isAside(work)).toList();
    }

    private void abort(Running work) {
        if (work.abort()) {
            gate.fates().note(work.work(), work.tenantClass(), Fate.ABORTED);
        }
    }

    /**
     * Not one after another: with a network that swallows all, each may take long. And not on virtual threads: the first of them to ask a server starts a thread that waits
     * in native code for ever, and for such a thread the JVM's end waits 300 ms (VM_Exit).
     */
    private static CountDownLatch each(String name, List<Running> works, Consumer<Running> what) {
        CountDownLatch left = new CountDownLatch(works.size());
        for (Running work : works) {
            Runnable task = () -> {
                try {
                    what.accept(work);
                } finally {
                    left.countDown();
                }
            };
            try {
                Thread.ofPlatform().daemon().name(name).start(task);
            } catch (OutOfMemoryError e) {
                // There is no thread to be had.
                task.run();
            }
        }
        return left;
    }

    /** The work is over; what was done to it is noted in a moment. */
    private static void settle(CountDownLatch left) {
        try {
            var unused = left.await(ABORT_GRACE.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isEmptyWithin(Duration time, BooleanSupplier hasty) {
        try {
            return gate.awaitEmpty(time.toNanos(), hasty);
        } catch (InterruptedException e) {
            // Nobody knows this thread to interrupt it.
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private List<ClassDrain> classes(long started) {
        Set<Running> left = gate.running();
        List<ClassDrain> drains = new ArrayList<>();
        gate.counts().forEach((name, of) -> {
            Fates fates = gate.fates();
            int cutAndInside = Math.toIntExact(left.stream()
                    .filter(work -> work.tenantClass().equals(name) && fates.has(work.work()))
                    .map(Running::work)
                    .distinct()
                    .count());
            int inside = of.inside();
            long until = inside > 0 ? System.nanoTime() : of.lastEndedAt();
            drains.add(new ClassDrain(
                    name,
                    Math.max(0, of.ended() - (fates.count(name) - cutAndInside)),
                    fates.count(name, Fate.CANCELLED),
                    fates.count(name, Fate.ABORTED),
                    of.refused() + fates.count(name, Fate.REFUSED),
                    Math.max(0, inside - cutAndInside),
                    inside == 0 && of.ended() == 0 ? Duration.ZERO : Duration.ofNanos(until - started)));
        });
        drains.sort(Comparator.comparing(drain -> drain.tenantClass().value()));
        return drains;
    }
}
