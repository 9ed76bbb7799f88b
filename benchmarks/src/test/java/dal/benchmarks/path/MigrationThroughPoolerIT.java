package dal.benchmarks.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dal.benchmarks.pooler.PgBouncer;
import dal.config.DataAccessConfigReader;
import dal.migrations.MigrationReport;
import dal.migrations.Migrations;
import dal.testing.junit.Login;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pooler that nobody declared, in front of the server that is to be migrated. */
@PostgresTest
final class MigrationThroughPoolerIT {

    private final TestDatabase database;

    MigrationThroughPoolerIT(TestDatabase database) {
        this.database = database;
    }

    @Test
    void isRefusedWithTheReasonBeforeAnythingIsTouched(@TempDir Path scripts) throws IOException {
        assumeTrue(PgBouncer.isInstalled(), "PgBouncer is not installed here (Debian: apt-get install pgbouncer)");
        Files.writeString(scripts.resolve("V1__shelf.sql"), "create table shelf (id int)");
        Login login = database.applicationRole();
        try (PgBouncer pooler = PgBouncer.before(database.cluster(), database.name(), login)) {
            // Nobody says so.
            String through = pooler.uri(database.cluster().primary(), login)
                    .replaceFirst("\\?pgbouncer=true|pgbouncer=true&?", "");
            MigrationReport report = Migrations.of(
                            DataAccessConfigReader.fromEnvironment(Map.of("DATABASE_URL", through)))
                    .scripts("filesystem:" + scripts)
                    .schema("pooled")
                    .migrate();

            assertThat(report.targets())
                    .singleElement()
                    .satisfies(target -> assertThat(target.faults())
                            .singleElement()
                            .satisfies(fault -> {
                                assertThat(fault.message()).startsWith("A pooler stands in front of ");
                                assertThat(fault.advice()).contains("DATABASE_URL_DIRECT");
                            }));
        }
    }
}
