package dal.testing.codegen;

import dal.testing.cluster.PostgresCluster;
import dal.testing.cluster.PostgresNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import org.flywaydb.core.Flyway;
import org.jooq.DSLContext;
import org.jooq.meta.postgres.PostgresDatabase;
import org.jspecify.annotations.Nullable;

/**
 * Lets jOOQ's code generator read the schema that a directory of Flyway scripts makes, from a real PostgreSQL which is
 * started for that and gone afterwards. Neither a {@code <jdbc>} element nor a running database is needed:
 *
 * <pre>{@code
 * <database>
 *   <name>dal.testing.codegen.MigratedDatabase</name>
 *   <inputSchema>public</inputSchema>
 *   <properties>
 *     <property><key>scripts</key><value>src/main/resources/db/migration</value></property>
 *   </properties>
 * </database>
 * }</pre>
 *
 * <p>Properties: {@code scripts}, a directory of {@code V*__*.sql} and {@code R__*.sql}, relative to the generator's base
 * directory; {@code placeholder.NAME}, what <code>${NAME}</code> in them stands for. Flyway's own table is not part of the
 * schema. Needs jooq-meta, flyway-core and flyway-database-postgresql on the generator's class path.
 */
public final class MigratedDatabase extends PostgresDatabase {
    private static final String SCRIPTS = "scripts";
    private static final String PLACEHOLDER = "placeholder.";
    private static final String DATABASE = "postgres";

    private @Nullable PostgresCluster cluster;

    @Override
    protected DSLContext create0() {
        if (cluster == null) {
            Path scripts = scripts();
            cluster = PostgresCluster.builder().start();
            PostgresNode node = cluster.primary();
            migrate(node, scripts);
            try {
                setConnection(node.connect(DATABASE));
            } catch (SQLException e) {
                throw new IllegalStateException("The migrated database cannot be read", e);
            }
        }
        return super.create0();
    }

    /** Stops the server and removes it. */
    @Override
    public void close() {
        super.close();
        // The server ends its sessions with itself.
        if (cluster != null) {
            cluster.close();
        }
        cluster = null;
    }

    private Path scripts() {
        String directory = getProperties().getProperty(SCRIPTS);
        if (directory == null) {
            throw new IllegalArgumentException(
                    "MigratedDatabase needs the property '" + SCRIPTS + "', a directory of Flyway scripts");
        }
        String base = getBasedir();
        Path scripts = base == null ? Path.of(directory) : Path.of(base).resolve(directory);
        if (!Files.isDirectory(scripts)) {
            throw new IllegalArgumentException(
                    "MigratedDatabase finds no directory of scripts at " + scripts.toAbsolutePath());
        }
        return scripts;
    }

    private void migrate(PostgresNode node, Path scripts) {
        Flyway flyway = Flyway.configure(MigratedDatabase.class.getClassLoader())
                .dataSource(node.jdbcUrl(DATABASE), node.user(), node.password())
                .locations("filesystem:" + scripts.toAbsolutePath())
                .placeholders(placeholders(getProperties()))
                .load();
        flyway.migrate();
        String history = flyway.getConfiguration().getTable();
        try (Connection open = node.connect(DATABASE);
                Statement statement = open.createStatement()) {
            statement.execute("drop table \"" + history + "\"");
        } catch (SQLException e) {
            throw new IllegalStateException("The table " + history + " of Flyway cannot be dropped", e);
        }
    }

    private static Map<String, String> placeholders(Properties properties) {
        return properties.stringPropertyNames().stream()
                .filter(name -> name.startsWith(PLACEHOLDER))
                .collect(Collectors.toMap(name -> name.substring(PLACEHOLDER.length()), properties::getProperty));
    }
}
