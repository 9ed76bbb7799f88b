package dal.migrations;

import dal.migrations.TargetMigration.Command;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.flywaydb.core.internal.exception.FlywayMigrateException;
import org.jspecify.annotations.Nullable;

/**
 * Tries a target until it is done: a script that waits for a lock holds up everybody who comes behind it, so it waits a short time, gives up, is rolled back, and
 * is tried again a little later with more patience. Repeating is safe because nothing of such a script stays; one that runs outside a transaction is not repeated.
 */
final class Attempts {

    private static final String LOCK_NOT_AVAILABLE = "55P03";
    private static final String DEADLOCK = "40P01";
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);
    private static final int MOST_DOUBLINGS = 6;

    private final MigrationSettings settings;
    private final MigrationListener listener;
    private final Command command;
    private final @Nullable String baseline;
    private final ReplicaLag lag;

    Attempts(
            MigrationSettings settings,
            MigrationListener listener,
            Command command,
            @Nullable String baseline,
            ReplicaLag lag) {
        this.settings = settings;
        this.listener = listener;
        this.command = command;
        this.baseline = baseline;
        this.lag = lag;
    }

    TargetReport run(Step step, Lane lane) {
        long start = System.nanoTime();
        List<Duration> ladder = settings.lockTimeouts();
        Set<Script> applied = new LinkedHashSet<>();
        for (int attempt = 1; ; attempt++) {
            TargetReport report = once(step, lane, attempt, ladder.get(attempt - 1));
            applied.addAll(report.applied());
            boolean again = attempt < ladder.size() && isWorthRepeating(report) && waited(step, attempt);
            if (!again) {
                return new TargetReport(
                        report.target(),
                        report.state(),
                        report.scripts(),
                        List.copyOf(applied),
                        report.faults(),
                        report.warnings(),
                        attempt,
                        Duration.ofNanos(System.nanoTime() - start));
            }
        }
    }

    private TargetReport once(Step step, Lane lane, int attempt, Duration lockTimeout) {
        try {
            Session session = lane.session(step.primary());
            if (command == Command.INFO || command == Command.PLAN || command == Command.VALIDATE) {
                return new TargetMigration(step, session).run(command, baseline);
            }
            Fault reason = lag.await(step, session.connection(), listener);
            if (reason != null) {
                return TargetReport.notStarted(step.target(), reason);
            }
            listener.began(step.target(), attempt);
            return lock(step, session, lockTimeout)
                    ? new TargetMigration(step, session).run(command, baseline)
                    : failed(step, occupied(step.target()));
        } catch (SQLException e) {
            return failed(step, FlywayFaults.of(e));
        } finally {
            lane.clean();
        }
    }

    private boolean lock(Step step, Session session, Duration lockTimeout) throws SQLException {
        String schema = Inspection.schemaOf(step.target(), step.primary());
        String name = schema == null ? "" : schema;
        long end = System.nanoTime() + settings.lockWait().toNanos();
        boolean told = false;
        while (!session.tryLock(name, lockTimeout)) {
            if (System.nanoTime() >= end) {
                return false;
            }
            if (!told) {
                listener.waits(step.target(), "another run is at work on it");
                told = true;
            }
            if (!Pause.about(BETWEEN_LOOKS)) {
                return false;
            }
        }
        return true;
    }

    private boolean waited(Step step, int attempt) {
        listener.waits(step.target(), "a lock that a script needs is taken; attempt " + (attempt + 1) + " follows");
        return Pause.about(FIRST_PAUSE.multipliedBy(1L << Math.min(attempt - 1, MOST_DOUBLINGS)));
    }

    private static boolean isWorthRepeating(TargetReport report) {
        return !report.faults().isEmpty() && report.faults().stream().allMatch(Attempts::isLock);
    }

    private static boolean isLock(Fault fault) {
        boolean lock = LOCK_NOT_AVAILABLE.equals(fault.sqlState()) || DEADLOCK.equals(fault.sqlState());
        return lock && !(fault.cause() instanceof FlywayMigrateException failed && !failed.isExecutableInTransaction());
    }

    private static TargetReport failed(Step step, Fault fault) {
        return TargetReport.of(step.target(), List.of(), List.of(), List.of(fault), Duration.ZERO);
    }

    private static Fault occupied(MigrationTarget target) {
        return new Fault(
                "Another run was at work on " + target.label() + " all the time",
                "Look what it does (pg_locks, locktype advisory), or wait longer (lock-wait)",
                null,
                0,
                null,
                null);
    }
}
