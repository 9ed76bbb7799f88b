package dal.migrations;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a service does about its schemas when it starts. A schema that is newer than the scripts is let pass, and not touched: while a new version is rolled out,
 * the old one goes on. Newer means that it has a version above all scripts; a release that changes nothing but repeated scripts cannot be told from an older one.
 * Safe when many instances start at once: they migrate one target after the other, and each script runs once.
 */
public final class SchemaCheck {

    private static final Logger LOG = LoggerFactory.getLogger(SchemaCheck.class);

    private SchemaCheck() {}

    /**
     * Does what {@link MigrationSettings#atStart} says.
     *
     * @throws SchemaBehindException if a schema is older than its scripts, or cannot be looked at, and the settings say to refuse
     * @throws MigrationFailedException if the settings say to migrate, and that failed
     */
    public static void atStart(Migrations migrations) {
        switch (migrations.settings().atStart()) {
            case NOTHING -> {}
            case WARN -> warn(migrations.info());
            case REFUSE -> refuse(migrations.info());
            case MIGRATE -> migrate(migrations);
        }
    }

    /** The targets that a service of these scripts should not work on: older than the scripts, or not to be looked at. */
    public static List<TargetReport> behind(MigrationReport info) {
        return info.targets().stream()
                .filter(target -> !target.successful() || (!isNewer(target) && isOlder(target)))
                .toList();
    }

    private static boolean isOlder(TargetReport target) {
        return target.scripts().stream().anyMatch(script -> script.state() == Script.State.PENDING || isBroken(script));
    }

    private static boolean isBroken(Script script) {
        return script.state() == Script.State.FAILED || script.state() == Script.State.OVERTAKEN;
    }

    /** A repeated script has no version: where a newer release was at work, one that differs from ours is its. */
    private static boolean isNewer(TargetReport target) {
        return target.scripts().stream().anyMatch(script -> script.state() == Script.State.FUTURE)
                && target.scripts().stream()
                        .noneMatch(script -> isBroken(script)
                                || (script.state() == Script.State.PENDING && script.version() != null));
    }

    /** What a newer release has migrated is left alone: a migration would put back repeated scripts as they were before it. */
    private static void migrate(Migrations migrations) {
        MigrationReport plan = migrations.look();
        List<MigrationTarget> older = plan.targets().stream()
                .filter(target -> !isNewer(target) && !target.scripts().isEmpty())
                .filter(target -> !target.successful() || isOlder(target))
                .map(TargetReport::target)
                .toList();
        MigrationReport migrated = migrations.migrate(older);
        log(migrated);
        Map<MigrationTarget, TargetReport> done = new HashMap<>();
        migrated.targets().forEach(report -> done.put(report.target(), report));
        new MigrationReport(plan.targets().stream()
                        .filter(target -> !isNewer(target))
                        .map(target -> done.getOrDefault(target.target(), target))
                        .toList())
                .orThrow();
    }

    private static void refuse(MigrationReport info) {
        List<TargetReport> behind = behind(info);
        if (!behind.isEmpty()) {
            throw new SchemaBehindException(behind);
        }
    }

    private static void warn(MigrationReport info) {
        List<TargetReport> behind = behind(info);
        if (!behind.isEmpty()) {
            LOG.atWarn()
                    .addKeyValue("targets", behind.size())
                    .addKeyValue("first", labels(behind))
                    .log("Schemas are older than their scripts");
        }
    }

    private static void log(MigrationReport done) {
        List<TargetReport> migrated = done.targets().stream()
                .filter(target -> !target.applied().isEmpty())
                .toList();
        if (!migrated.isEmpty()) {
            LOG.atInfo()
                    .addKeyValue("targets", migrated.size())
                    .addKeyValue("first", labels(migrated))
                    .log("Schemas were migrated");
        }
        for (TargetReport target : done.targets()) {
            if (!target.warnings().isEmpty()) {
                LOG.atWarn()
                        .addKeyValue("target", target.target().label())
                        .addKeyValue("tables", String.join("; ", target.warnings()))
                        .log("Tables without a policy");
            }
        }
    }

    private static String labels(List<TargetReport> targets) {
        return targets.stream()
                .limit(SchemaBehindException.MOST_NAMED)
                .map(target -> target.target().label())
                .collect(Collectors.joining(" "));
    }
}
