package dal.migrations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import dal.testing.cluster.PostgresCluster;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Each test works in a schema of its own. */
@PostgresTest
final class MigrationsIT {

    private final ScriptFolder scripts;
    private final OneSchema one;

    MigrationsIT(TestDatabase database, PostgresCluster cluster, @TempDir Path directory) {
        this.scripts = new ScriptFolder(directory);
        this.one = new OneSchema(database, cluster, scripts);
    }

    @Test
    void migratesAnEmptyDatabaseAndThenFindsNothingToDo() {
        scripts.with("V1__shelf.sql", "create table shelf (id int)")
                .with("V2__book.sql", "create table book (id int)")
                .with("R__books.sql", "create or replace view books as select id from book");

        TargetReport first = OneSchema.only(one.migrations().migrate().orThrow());
        TargetReport second = OneSchema.only(one.migrations().migrate().orThrow());

        assertThat(first.applied())
                .extracting(Script::version, Script::description, Script::file, Script::state)
                .containsExactly(
                        tuple("1", "shelf", "V1__shelf.sql", Script.State.APPLIED),
                        tuple("2", "book", "V2__book.sql", Script.State.APPLIED),
                        tuple(null, "books", "R__books.sql", Script.State.APPLIED));
        assertThat(first.version()).contains("2");
        assertThat(second.applied()).isEmpty();
        assertThat(second.scripts()).isEqualTo(first.scripts());
        assertThat(one.values("select count(*) from %s.books")).containsExactly("0");
    }

    @Test
    void infoTellsPendingFromAppliedAndChangesNothing() {
        scripts.with("V1__shelf.sql", "create table shelf (id int)");
        assertThat(OneSchema.only(one.migrations().info().orThrow()).version()).isEmpty();
        assertThat(one.values("select nspname from pg_namespace where nspname = '%s'"))
                .isEmpty();
        one.migrations().migrate().orThrow();
        scripts.with("V2__book.sql", "create table book (id int)");

        assertThat(OneSchema.only(one.migrations().info().orThrow()).scripts())
                .extracting(Script::file, Script::state)
                .containsExactly(
                        tuple("V1__shelf.sql", Script.State.APPLIED), tuple("V2__book.sql", Script.State.PENDING));
        assertThat(one.values("select to_regclass('%s.book')")).containsExactly("null");
    }

    @Test
    void validateFindsWhatIsPendingWasChangedOrHasGone() {
        scripts.with("V1__shelf.sql", "create table shelf (id int)").with("V2__book.sql", "create table book (id int)");
        one.migrations().migrate().orThrow();
        assertThat(one.migrations().validate().successful()).isTrue();

        scripts.with("V1__shelf.sql", "create table shelf (id bigint)").with("V3__reader.sql", "select 1");
        assertThat(scripts.directory().resolve("V2__book.sql").toFile().delete())
                .isTrue();

        assertThat(OneSchema.only(one.migrations().validate()).faults())
                .extracting(Fault::message)
                .containsExactlyInAnyOrder(
                        "V1__shelf.sql was changed after it was run",
                        "V2 'book' was run, but the script is not there",
                        "V3__reader.sql has not been run");
    }

    @Test
    void migrateRunsNothingWhereAScriptWasChangedAfterItWasRun() {
        scripts.with("V1__shelf.sql", "create table shelf (id int)");
        one.migrations().migrate().orThrow();
        scripts.with("V1__shelf.sql", "create table shelf (id bigint)")
                .with("V2__book.sql", "create table book (id int)");

        TargetReport report = OneSchema.only(one.migrations().migrate());

        assertThat(report.faults())
                .extracting(Fault::message)
                .containsExactly("V1__shelf.sql was changed after it was run");
        assertThat(report.applied()).isEmpty();
        assertThat(one.values("select to_regclass('%s.book')")).containsExactly("null");
    }

    @Test
    void aFailingScriptIsNamedWithItsLineAndSqlStateAndLeavesNothingBehind() {
        scripts.with("V1__shelf.sql", "create table shelf (id int)")
                .with("V2__book.sql", """
                        -- Books stand on shelves.
                        create table book (id int);

                        create view standing as
                            select id,
                                   shelf_no
                            from book;
                        """)
                .with("V3__reader.sql", "create table reader (id int)");

        TargetReport report = OneSchema.only(one.migrations().migrate());

        assertThat(report.faults()).singleElement().satisfies(fault -> {
            assertThat(fault.message())
                    .isEqualTo("V2__book.sql line 6: column \"shelf_no\" does not exist (SQLSTATE 42703)");
            assertThat(fault.script()).isEqualTo("V2__book.sql");
            assertThat(fault.line()).isEqualTo(6);
            assertThat(fault.sqlState()).isEqualTo("42703");
        });
        assertThat(report.applied()).extracting(Script::file).containsExactly("V1__shelf.sql");
        assertThat(report.version()).contains("1");
        assertThat(one.values("select to_regclass('%1$s.book'), to_regclass('%1$s.shelf') is not null"))
                .containsExactly("null", "t");
        assertThatExceptionOfType(MigrationFailedException.class)
                .isThrownBy(() -> new MigrationReport(List.of(report)).orThrow())
                .withMessageContaining("V2__book.sql line 6");
    }

    @Test
    void aRowsValuesStayOutOfTheMessage() {
        scripts.with("V1__book.sql", """
                create table book (title text unique);
                insert into book values ('Confidential'), ('Confidential');
                """);

        assertThat(OneSchema.only(one.migrations().migrate()).faults())
                .singleElement()
                .satisfies(fault -> assertThat(fault.message())
                        .contains("line 2", "duplicate key", "23505")
                        .doesNotContain("Confidential"));
    }

    @Test
    void whatRanBeforeFlywayGaveUpOnAScriptIsReported() {
        scripts.with("V1__shelf.sql", "create table shelf (id int)")
                .with("V2__book.sql", "create table ${book} (id int)");

        TargetReport report = OneSchema.only(one.migrations().migrate());

        assertThat(report.faults())
                .singleElement()
                .satisfies(fault -> assertThat(fault.message())
                        .contains("V2__book.sql", "${book}")
                        .doesNotContain("http"));
        assertThat(report.applied()).extracting(Script::file).containsExactly("V1__shelf.sql");
        assertThat(OneSchema.only(one.migrations()
                                .placeholder("book", "book")
                                .migrate()
                                .orThrow())
                        .version())
                .contains("2");
    }

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void createsAnIndexConcurrently() {
        scripts.with("V1__shelf.sql", "create table shelf (id int)")
                .with("V2__index.sql", "create index concurrently shelf_id on shelf (id)");

        assertThat(OneSchema.only(one.migrations().migrate().orThrow()).version())
                .contains("2");
    }

    @Test
    void twoRunsAtOnceRunEveryScriptOnce() throws Exception {
        for (int number = 1; number <= 5; number++) {
            scripts.with("V" + number + "__table.sql", "create table t" + number + " (id int); select pg_sleep(0.05)");
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            Future<MigrationReport> first =
                    threads.submit(() -> one.migrations().migrate());
            Future<MigrationReport> second =
                    threads.submit(() -> one.migrations().migrate());

            List<Script> applied =
                    new ArrayList<>(OneSchema.only(first.get().orThrow()).applied());
            applied.addAll(OneSchema.only(second.get().orThrow()).applied());

            assertThat(applied).extracting(Script::version).containsExactlyInAnyOrder("1", "2", "3", "4", "5");
        }
    }

    @Test
    void aFolderWithoutScriptsIsAFault() {
        assertThat(OneSchema.only(one.migrations().migrate()).faults())
                .singleElement()
                .satisfies(fault -> assertThat(fault.message()).contains("no scripts", scripts.location()));
    }
}
