package dal.migrations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What histories and scripts say of each other, before anything is run. */
@PostgresTest
final class PlanIT {

    private static final String[] TENANTS = {"a", "b", "c", "d", "e", "f"};

    private final ScriptFolder scripts;
    private final TenantSchemas tenants;

    PlanIT(TestDatabase database, @TempDir Path directory) {
        this.scripts = new ScriptFolder(directory).with("V1__shelf.sql", "create table shelf (id int)");
        this.tenants = new TenantSchemas(database, scripts);
    }

    @Test
    void aRepeatedScriptThatChangedIsRunAgainEverywhere() {
        scripts.with("R__shelves.sql", "create or replace view shelves as select id from shelf");
        tenants.of("a", "b").migrate().orThrow();
        scripts.with("R__shelves.sql", "create or replace view shelves as select id, 1 as one from shelf");

        MigrationReport report = tenants.of("a", "b").migrate().orThrow();

        assertThat(report.targets())
                .allSatisfy(target ->
                        assertThat(target.applied()).extracting(Script::file).containsExactly("R__shelves.sql"));
        Heard heard = new Heard();
        tenants.of("a", "b").listener(heard).migrate().orThrow();
        assertThat(heard.upToDate).isEqualTo(2);
    }

    @Test
    void aPlanCountsAChangedScriptOnceAndAsksNoSchemaForItself() {
        scripts.with("R__shelves.sql", "create or replace view shelves as select id from shelf");
        tenants.of("a", "b").migrate().orThrow();
        scripts.with("R__shelves.sql", "create or replace view shelves as select id, 1 as one from shelf");

        MigrationReport plan = tenants.of("a", "b").plan().report();

        assertThat(plan.targets()).allSatisfy(target -> {
            assertThat(target.pending()).extracting(Script::file).containsExactly("R__shelves.sql");
            assertThat(target.scripts())
                    .extracting(Script::state)
                    .containsExactly(Script.State.APPLIED, Script.State.OUTDATED, Script.State.PENDING);
            assertThat(target.took()).as("answered by the one look").isZero();
        });
        assertThat(tenants.of("a").validate().targets().getFirst().faults())
                .extracting(Fault::message)
                .containsExactly("R__shelves.sql has changed since it was run");
    }

    @Test
    void aScriptBelowOneThatWasRunIsRefusedInsteadOfLeftOutInSilence() {
        scripts.with("V3__book.sql", "create table book (id int)");
        tenants.of("a", "b").migrate().orThrow();
        scripts.with("V2__reader.sql", "create table reader (id int)")
                .with("V4__loan.sql", "create table loan (id int)");

        MigrationReport plan = tenants.of("a", "b").plan().report();
        MigrationReport report = tenants.of("a", "b")
                .settings(MigrationSettings.DEFAULT.withCanary(false, null))
                .migrate();

        for (MigrationReport refused : List.of(plan, report)) {
            assertThat(refused.targets()).allSatisfy(target -> {
                assertThat(target.state()).isEqualTo(TargetReport.State.FAILED);
                assertThat(target.faults())
                        .extracting(Fault::message)
                        .containsExactly("V2__reader.sql has not been run, but a later version has");
            });
        }
        assertThat(tenants.versions("a")).containsExactly("1", "3");
        assertThat(SchemaCheck.behind(tenants.of("a").info())).hasSize(1);
    }

    @Test
    void aPlanSaysWhatAMigrationWouldRefuse() {
        tenants.of(TENANTS).migrate().orThrow();
        scripts.with("V1__shelf.sql", "create table shelf (id bigint)");

        MigrationPlan plan = tenants.of(TENANTS).plan();

        assertThat(plan.first())
                .extracting(target -> String.valueOf(target.tenant()))
                .containsExactly("a");
        assertThat(plan.report().targets())
                .allSatisfy(target -> assertThat(target.faults())
                        .extracting(Fault::message)
                        .containsExactly("V1__shelf.sql was changed after it was run"));
    }

    @Test
    void aSchemaThatBeganWithABaselineIsSeenToBeUpToDateToo() {
        tenants.execute("a", "create schema %1$s; create table %1$s.shelf (id int)");
        tenants.of("a").baseline("1").orThrow();
        scripts.with("V2__book.sql", "create table book (id int)");
        assertThat(tenants.of("a").info().targets().getFirst().pending())
                .extracting(Script::file)
                .containsExactly("V2__book.sql");
        tenants.of("a").migrate().orThrow();
        Heard heard = new Heard();

        tenants.of("a").listener(heard).migrate().orThrow();

        assertThat(heard.upToDate).isEqualTo(1);
    }

    @Test
    void whatIsUpToDateIsSeenAtOneLook() {
        scripts.with("R__shelves.sql", "create or replace view ${flyway:defaultSchema}.shelves as select * from shelf");
        tenants.of(TENANTS).migrate().orThrow();
        Heard heard = new Heard();

        MigrationReport again = tenants.of(TENANTS).listener(heard).migrate().orThrow();

        assertThat(heard.upToDate).isEqualTo(TENANTS.length);
        assertThat(heard.begun).isEmpty();
        assertThat(again.targets())
                .allSatisfy(target -> assertThat(target.scripts())
                        .extracting(Script::file, Script::state)
                        .containsExactly(
                                tuple("V1__shelf.sql", Script.State.APPLIED),
                                tuple("R__shelves.sql", Script.State.APPLIED)));
    }
}
