package dal.sample;

import dal.config.ClusterConfig;
import dal.config.DataAccessConfig;
import dal.migrations.MigrationSettingsReader;
import dal.migrations.Migrations;
import dal.migrations.SchemaCheck;
import dal.sample.demo.DemoCluster;
import dal.sample.demo.DemoData;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The database that the service works on, migrated: the one that was named, or one that is brought along and goes with the
 * process.
 */
final class Database implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Database.class);

    private final DataAccessConfig config;
    private final @Nullable DemoCluster own;

    private Database(DataAccessConfig config, @Nullable DemoCluster own) {
        this.config = config;
        this.own = own;
    }

    /**
     * The database, ready to serve.
     *
     * @throws dal.error.InvalidConfigurationException listing every fault
     * @throws dal.migrations.MigrationFailedException naming every fault
     */
    static Database open(Launch launch) throws SQLException, IOException {
        return launch.namesDatabase() ? named(launch) : broughtAlong(launch);
    }

    private static Database named(Launch launch) throws SQLException, IOException {
        DataAccessConfig config = launch.config();
        if (hasDirectConnections(config)) {
            migrate(launch, config);
        } else {
            // The service's own role may neither make tables nor lift row-level security.
            LOG.atWarn().log("not migrated: DATABASE_URL_DIRECT names no owner of the tables");
        }
        if (launch.demoData()) {
            loadDemoData(config);
        }
        return new Database(config, null);
    }

    private static Database broughtAlong(Launch launch) throws SQLException, IOException {
        DemoCluster cluster = DemoCluster.start();
        try {
            DataAccessConfig config = launch.config(cluster.environment());
            Migrations.of(config).migrate().orThrow();
            loadDemoData(config);
            cluster.openForApplication();
            return new Database(config, cluster);
        } catch (Throwable e) {
            cluster.close();
            throw e;
        }
    }

    /** As {@code dal.migrations} in {@code application.conf} says; many instances may do so at once. */
    private static void migrate(Launch launch, DataAccessConfig config) {
        SchemaCheck.atStart(Migrations.of(config).settings(MigrationSettingsReader.read(launch.file())));
    }

    private static boolean hasDirectConnections(DataAccessConfig config) {
        return config.clusters().values().stream().map(ClusterConfig::direct).allMatch(Objects::nonNull);
    }

    private static void loadDemoData(DataAccessConfig config) throws SQLException, IOException {
        for (ClusterConfig cluster : config.clusters().values()) {
            if (cluster.direct() == null) {
                throw new IllegalArgumentException(
                        "The demonstration's data is loaded by the owner of the tables: say who that is in DATABASE_URL_DIRECT");
            }
            DemoData.load(cluster.direct());
        }
    }

    DataAccessConfig config() {
        return config;
    }

    /** Ends what was brought along; a database that was named stays as it is. */
    @Override
    public void close() {
        if (own != null) {
            own.close();
        }
    }
}
