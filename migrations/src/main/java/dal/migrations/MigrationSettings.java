package dal.migrations;

import dal.error.InvalidConfigurationException;
import dal.tenant.TenantClassName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How a run goes about its targets.
 *
 * @param parallel how many targets of one server are worked on at once, each on a connection of its own
 * @param canary whether the first target with something to run is migrated alone, and a failure there leaves all others untouched
 * @param canaryTarget the tenant, schema or label to take for it; null for the first in order
 * @param failureBudget no further target is begun once so many have failed; 0 for no limit
 * @param lockTimeouts how long a statement waits for a lock, attempt by attempt; as many attempts as there are entries
 * @param lockWait how long another run at work on the same target is waited for
 * @param maxReplicaLag while a streaming replica has more bytes of WAL than this to replay, no target is begun; 0 for no limit
 * @param replicaLagWait how long that is waited for before the run ends
 * @param atStart what a service does about its schemas when it starts
 * @param classes what is particular to a class
 */
public record MigrationSettings(
        int parallel,
        boolean canary,
        @Nullable String canaryTarget,
        int failureBudget,
        List<Duration> lockTimeouts,
        Duration lockWait,
        long maxReplicaLag,
        Duration replicaLagWait,
        AtStart atStart,
        Map<TenantClassName, ClassSettings> classes) {

    public static final MigrationSettings DEFAULT = new MigrationSettings(
            4,
            true,
            null,
            10,
            List.of(
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(4),
                    Duration.ofSeconds(8),
                    Duration.ofSeconds(15),
                    Duration.ofSeconds(30)),
            Duration.ofMinutes(10),
            256L * 1024 * 1024,
            Duration.ofMinutes(10),
            AtStart.NOTHING,
            Map.of());

    private static final int MOST_PARALLEL = 64;

    /**
     * Checks each.
     *
     * @throws InvalidConfigurationException listing every fault
     */
    public MigrationSettings {
        lockTimeouts = List.copyOf(lockTimeouts);
        Objects.requireNonNull(atStart, "atStart");
        classes = Map.copyOf(classes);
        List<String> faults = new ArrayList<>();
        if (parallel < 1 || parallel > MOST_PARALLEL) {
            faults.add("migrations.parallel takes 1 to " + MOST_PARALLEL + ", not " + parallel);
        }
        if (failureBudget < 0) {
            faults.add("migrations.failure-budget may not be negative: " + failureBudget);
        }
        if (lockTimeouts.isEmpty()
                || lockTimeouts.stream().anyMatch(timeout -> timeout.compareTo(Duration.ofMillis(1)) < 0)) {
            faults.add("migrations.lock-timeouts takes one or more durations from 1 ms, not " + lockTimeouts);
        }
        if (lockWait.isNegative()) {
            faults.add("migrations.lock-wait may not be negative: " + lockWait);
        }
        if (maxReplicaLag < 0) {
            faults.add("migrations.max-replica-lag may not be negative: " + maxReplicaLag);
        }
        if (replicaLagWait.isNegative()) {
            faults.add("migrations.replica-lag-wait may not be negative: " + replicaLagWait);
        }
        if (!faults.isEmpty()) {
            throw new InvalidConfigurationException(faults);
        }
    }

    /** What a service does about its schemas when it starts. */
    public enum AtStart {
        /** Nothing. */
        NOTHING,
        /** Logs a warning where a schema is older than its scripts. */
        WARN,
        /** Refuses to start where a schema is older than its scripts. */
        REFUSE,
        /** Migrates, and refuses to start where that fails. */
        MIGRATE
    }

    /**
     * What is particular to a class.
     *
     * @param scripts where its scripts are, instead of those of all classes; empty for those of all
     * @param extraScripts where further scripts of it are
     * @param withoutPolicy tables, {@code schema.table}, that are shared by all tenants on purpose: no warning that they have no policy
     */
    public record ClassSettings(List<String> scripts, List<String> extraScripts, List<String> withoutPolicy) {

        public static final ClassSettings DEFAULT = new ClassSettings(List.of(), List.of(), List.of());

        public ClassSettings {
            scripts = List.copyOf(scripts);
            extraScripts = List.copyOf(extraScripts);
            withoutPolicy = List.copyOf(withoutPolicy);
        }
    }

    ClassSettings of(TenantClassName tenantClass) {
        return classes.getOrDefault(tenantClass, ClassSettings.DEFAULT);
    }

    public MigrationSettings withParallel(int most) {
        return changed(draft -> draft.parallel = most);
    }

    /** Whether one goes first, and which: null for the first in order. */
    public MigrationSettings withCanary(boolean first, @Nullable String target) {
        return changed(draft -> {
            draft.canary = first;
            draft.canaryTarget = target;
        });
    }

    public MigrationSettings withFailureBudget(int most) {
        return changed(draft -> draft.failureBudget = most);
    }

    public MigrationSettings withLocks(List<Duration> timeouts, Duration wait) {
        return changed(draft -> {
            draft.lockTimeouts = timeouts;
            draft.lockWait = wait;
        });
    }

    /** How many bytes of WAL a replica may have to replay, and how long a run waits for that. */
    public MigrationSettings withReplicaLag(long most, Duration wait) {
        return changed(draft -> {
            draft.maxReplicaLag = most;
            draft.replicaLagWait = wait;
        });
    }

    public MigrationSettings withAtStart(AtStart what) {
        return changed(draft -> draft.atStart = what);
    }

    public MigrationSettings withClass(TenantClassName name, ClassSettings settings) {
        Map<TenantClassName, ClassSettings> more = new HashMap<>(classes);
        more.put(name, settings);
        return changed(draft -> draft.classes = more);
    }

    private MigrationSettings changed(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.settings();
    }

    /** What a change is written to. */
    private static final class Draft {

        private int parallel;
        private boolean canary;
        private @Nullable String canaryTarget;
        private int failureBudget;
        private List<Duration> lockTimeouts;
        private Duration lockWait;
        private long maxReplicaLag;
        private Duration replicaLagWait;
        private AtStart atStart;
        private Map<TenantClassName, ClassSettings> classes;

        Draft(MigrationSettings from) {
            parallel = from.parallel;
            canary = from.canary;
            canaryTarget = from.canaryTarget;
            failureBudget = from.failureBudget;
            lockTimeouts = from.lockTimeouts;
            lockWait = from.lockWait;
            maxReplicaLag = from.maxReplicaLag;
            replicaLagWait = from.replicaLagWait;
            atStart = from.atStart;
            classes = from.classes;
        }

        MigrationSettings settings() {
            return new MigrationSettings(
                    parallel,
                    canary,
                    canaryTarget,
                    failureBudget,
                    lockTimeouts,
                    lockWait,
                    maxReplicaLag,
                    replicaLagWait,
                    atStart,
                    classes);
        }
    }
}
