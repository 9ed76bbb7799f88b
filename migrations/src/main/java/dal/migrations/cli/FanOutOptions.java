package dal.migrations.cli;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigValueFactory;
import dal.error.InvalidConfigurationException;
import dal.migrations.MigrationSettings;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** How to go about many targets, where the command line says so; the rest stands in the configuration, {@code dal.migrations}. */
final class FanOutOptions {

    @Option(
            names = "--parallel",
            paramLabel = "COUNT",
            scope = ScopeType.INHERIT,
            description = "How many targets of one server at once. Default: 4")
    private @Nullable Integer parallel;

    @Option(
            names = "--no-canary",
            scope = ScopeType.INHERIT,
            description = "Lets no target go alone before the others.")
    private boolean noCanary;

    @Option(
            names = "--canary-target",
            paramLabel = "TENANT",
            scope = ScopeType.INHERIT,
            description = "The tenant, or schema, that goes first. Default: the first in order.")
    private @Nullable String canaryTarget;

    @Option(
            names = "--failure-budget",
            paramLabel = "COUNT",
            scope = ScopeType.INHERIT,
            description = "No further target is begun once so many failed; 0 for no limit. Default: 10")
    private @Nullable Integer failureBudget;

    @Option(
            names = "--max-replica-lag",
            paramLabel = "SIZE",
            scope = ScopeType.INHERIT,
            description =
                    "No target is begun while a replica has more WAL than this to replay, for example 64MiB; 0 for"
                            + " no limit. Default: 256MiB")
    private @Nullable String maxReplicaLag;

    MigrationSettings over(MigrationSettings configured) {
        MigrationSettings settings = configured;
        if (parallel != null) {
            settings = settings.withParallel(parallel);
        }
        if (noCanary || canaryTarget != null) {
            settings = settings.withCanary(!noCanary, canaryTarget);
        }
        if (failureBudget != null) {
            settings = settings.withFailureBudget(failureBudget);
        }
        if (maxReplicaLag != null) {
            settings = settings.withReplicaLag(bytes(maxReplicaLag), settings.replicaLagWait());
        }
        return settings;
    }

    private static long bytes(String text) {
        try {
            return ConfigValueFactory.fromAnyRef(text).atKey("size").getBytes("size");
        } catch (ConfigException e) {
            throw new InvalidConfigurationException(
                    List.of("--max-replica-lag takes a size such as 64MiB, not '" + text + "'"));
        }
    }
}
