package dal.migrations;

import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a service does about its schemas when it starts. A schema that is newer than the scripts is let pass: while a new version is rolled out, the old one goes
 * on. Safe when many instances start at once: they migrate one target after the other, and each script runs once.
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
            case MIGRATE -> migrations.migrate().orThrow();
        }
    }

    /** The targets that a service of these scripts should not work on: older than the scripts, or not to be looked at. */
    public static List<TargetReport> behind(MigrationReport info) {
        return info.targets().stream()
                .filter(target -> !target.successful() || isOlder(target))
                .toList();
    }

    private static boolean isOlder(TargetReport target) {
        return target.scripts().stream()
                .anyMatch(script -> script.state() == Script.State.PENDING
                        || script.state() == Script.State.OUTDATED
                        || script.state() == Script.State.FAILED);
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
                    .addKeyValue(
                            "first",
                            behind.stream()
                                    .limit(SchemaBehindException.MOST_NAMED)
                                    .map(target -> target.target().label())
                                    .collect(Collectors.joining(" ")))
                    .log("Schemas are older than their scripts");
        }
    }
}
