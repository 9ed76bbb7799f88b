package dal.core.execution;

import static dal.core.testkit.Layer.ACME;
import static dal.core.testkit.Notes.NOTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dal.Session;
import dal.core.testkit.Backends;
import dal.core.testkit.Layer;
import dal.core.testkit.Notes;
import dal.core.testkit.Watched;
import dal.spi.Execution.Kind;
import dal.testing.cluster.PostgresNode;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import dal.transaction.Isolation;
import dal.transaction.TransactionOptions;
import java.time.Duration;
import java.util.List;
import org.jooq.Cursor;
import org.jooq.DSLContext;
import org.jooq.Record1;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * P3: what a replica shows is no older than the position it was checked for, even where the position is reached at the very moment of the check. The server is
 * given a function in the place of its own that has the replica catch up before it answers.
 */
@PostgresTest(replicas = 1)
class SnapshotIT {

    private static final TransactionOptions READ_ONLY =
            TransactionOptions.defaults().asReadOnly();
    private static final String MODE =
            "select current_setting('transaction_isolation') || ' ' || current_setting('transaction_read_only')";

    private TestDatabase database;
    private PostgresNode replica;
    private Watched watched;
    private Layer layer;
    private Session session;

    @BeforeAll
    static void schema(TestDatabase database) {
        Notes.create(database);
        database.execute("""
                create schema late;
                grant usage on schema late to %1$s;
                create function late.pg_last_wal_replay_lsn() returns pg_lsn security definer language plpgsql as $$
                begin
                    perform pg_wal_replay_resume();
                    while pg_catalog.pg_last_wal_replay_lsn() < pg_last_wal_receive_lsn() loop
                        perform pg_sleep(0.01);
                    end loop;
                    return pg_catalog.pg_last_wal_replay_lsn();
                end $$;
                alter role %1$s set search_path = late, pg_catalog, public;
                """.formatted(database.applicationRole().user()));
    }

    @BeforeEach
    void start(TestDatabase database) {
        this.database = database;
        replica = database.cluster().replicas().getFirst();
        Notes.fill(database);
        watched = new Watched();
        layer = Layer.over(database, watched);
        layer.routing().guard();
        session = layer.databases().session(ACME);
    }

    @AfterEach
    void stop() {
        replica.resumeReplay();
        layer.close();
        database.execute("alter role " + database.applicationRole().user() + " reset default_transaction_isolation");
    }

    /** The replica has received what is written, and replays it when it is asked how far it is. */
    private void writeUnreplayed() {
        replica.pauseReplay();
        session.dsl().update(NOTES).set(NOTES.text, "new").execute();
        String lsn = session.token().position().lsnText();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> Backends.number(
                                database, replica, "select (pg_last_wal_receive_lsn() >= '" + lsn + "'::pg_lsn)::int")
                        == 1);
    }

    private void repeatableReadByDefault() {
        database.execute("alter role " + database.applicationRole().user()
                + " set default_transaction_isolation = 'repeatable read'");
    }

    private static List<String> texts(DSLContext dsl) {
        return dsl.selectDistinct(NOTES.text).from(NOTES).fetch(NOTES.text);
    }

    private void assertAnsweredByTheReplica() {
        assertThat(watched.ended(Kind.RERUN)).isEmpty();
        assertThat(layer.routing().ended().getLast().node().value()).isEqualTo(replica.name());
    }

    @Test
    void aTransactionThatKeepsItsSnapshotTakesItBehindTheCheck() {
        writeUnreplayed();
        session.useTransaction(READ_ONLY.withIsolation(Isolation.REPEATABLE_READ), transaction -> {
            assertThat(texts(transaction.dsl())).containsExactly("new");
            assertThat(transaction.dsl().fetchSingle(MODE).get(0, String.class)).isEqualTo("repeatable read on");
        });
        assertAnsweredByTheReplica();
    }

    @Test
    void oneThatKeepsItByTheServersDefaultDoesToo() {
        repeatableReadByDefault();
        writeUnreplayed();
        session.useTransaction(READ_ONLY, transaction -> {
            assertThat(texts(transaction.dsl())).containsExactly("new");
            assertThat(transaction.dsl().fetchSingle(MODE).get(0, String.class)).isEqualTo("repeatable read on");
        });
        assertAnsweredByTheReplica();
    }

    @Test
    void aReadByItselfTakesASnapshotOfItsOwnWhateverTheServersDefault() {
        repeatableReadByDefault();
        writeUnreplayed();
        assertThat(texts(session.dsl())).containsExactly("new");
        assertAnsweredByTheReplica();
    }

    @Test
    void aCursorTakesItBehindTheCheckToo() {
        repeatableReadByDefault();
        writeUnreplayed();
        List<String> seen = session.read(dsl -> {
            try (Cursor<Record1<String>> cursor =
                    dsl.select(NOTES.text).from(NOTES).fetchSize(1).fetchLazy()) {
                return cursor.stream().map(Record1::value1).toList();
            }
        });
        assertThat(seen).containsExactly("new", "new", "new");
        assertAnsweredByTheReplica();
    }
}
