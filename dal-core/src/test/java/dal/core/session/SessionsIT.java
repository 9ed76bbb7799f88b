package dal.core.session;

import static dal.core.testkit.Layer.ACME;
import static dal.core.testkit.Layer.ALONE;
import static dal.core.testkit.Notes.NOTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dal.Session;
import dal.cluster.ClusterName;
import dal.consistency.CommitToken;
import dal.consistency.Consistency;
import dal.consistency.LogPosition;
import dal.core.testkit.Layer;
import dal.core.testkit.Notes;
import dal.error.InvalidTokenException;
import dal.error.UnknownTenantException;
import dal.spi.RouteRequest;
import dal.tenant.TenantId;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A session remembers what it wrote and saw: its token stands at or behind each of its commits. */
@PostgresTest(replicas = 1, pools = "it/")
class SessionsIT {

    private static Layer layer;

    @BeforeAll
    static void start(TestDatabase database) {
        Notes.create(database);
        layer = Layer.over(database);
        Notes.fill(database);
    }

    @AfterAll
    static void stop() {
        layer.close();
    }

    /** A way for a session to write. */
    record Write(String name, Consumer<Session> call) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Write> writes() {
        return Stream.of(
                new Write("autocommit", session -> session.dsl().execute("update note set text = text")),
                new Write(
                        "returning",
                        session -> session.dsl()
                                .update(NOTES)
                                .set(NOTES.text, NOTES.text)
                                .returning()
                                .fetch()),
                new Write(
                        "transaction",
                        session -> session.useTransaction(
                                transaction -> transaction.dsl().execute("update note set text = text"))),
                new Write(
                        "transaction that does not wait for the disk",
                        session -> session.useTransaction(transaction -> {
                            transaction.dsl().execute("set local synchronous_commit = off");
                            transaction.dsl().execute("update note set text = text");
                        })),
                new Write(
                        "joining a transaction of the tenant's plain database",
                        session -> layer.databases()
                                .database(ACME)
                                .useTransaction(transaction -> session.dsl().execute("update note set text = text"))),
                new Write(
                        "joining another session's transaction",
                        session -> layer.databases()
                                .session(ACME)
                                .useTransaction(transaction -> session.useTransaction(
                                        joined -> joined.dsl().execute("update note set text = text")))),
                new Write(
                        "jOOQ transaction",
                        session ->
                                session.dsl().transaction(inner -> inner.dsl().execute("update note set text = text"))),
                new Write(
                        "batch",
                        session -> session.dsl()
                                .batch("update note set text = text", "update note set text = text")
                                .execute()),
                new Write(
                        "connection",
                        session -> session.dsl()
                                .connection(connection ->
                                        connection.createStatement().execute("update note set text = text"))),
                new Write(
                        "own commit",
                        session -> session.dsl().connection(connection -> {
                            connection.setAutoCommit(false);
                            connection.createStatement().execute("update note set text = text");
                            connection.commit();
                        })),
                new Write("procedure", session -> session.dsl().execute("call mark_notes()")));
    }

    /** Whatever the token names includes the write: a replica that has replayed that far shows it. */
    @ParameterizedTest
    @MethodSource("writes")
    void itsTokenCoversItsWrite(Write write, TestDatabase database) throws Exception {
        Session session = layer.databases().session(ACME);
        CommitToken before = session.token();
        LogPosition earlier = position(database);
        write.call().accept(session);
        assertThat(session.token().position()).isGreaterThan(before.position()).isGreaterThan(earlier);
        layer.pools().assertClean();
    }

    private static LogPosition position(TestDatabase database) throws Exception {
        try (Connection connection = database.connect();
                PreparedStatement statement = connection.prepareStatement("select pg_current_wal_insert_lsn()::text");
                ResultSet row = statement.executeQuery()) {
            row.next();
            return new LogPosition(1, LogPosition.parseLsn(row.getString(1)));
        }
    }

    @Test
    void aReadMovesItToWhatItSaw() {
        Session session = layer.databases().session(ACME);
        session.read(dsl -> dsl.fetchCount(NOTES));
        assertThat(session.token().position()).isGreaterThan(LogPosition.ORIGIN);
    }

    @Test
    void aRolledBackTransactionMovesItToWhatItMayHaveSeen() {
        Session session = layer.databases().session(ACME);
        session.useTransaction(transaction -> {
            transaction.dsl().fetchCount(NOTES);
            transaction.setRollbackOnly();
        });
        assertThat(session.token().position()).isGreaterThan(LogPosition.ORIGIN);
    }

    @Test
    void aFailedWriteDoesNotMoveIt() {
        Session session = layer.databases().session(ACME);
        assertThatExceptionOfType(dal.error.StatementFailedException.class)
                .isThrownBy(() -> session.dsl().execute("update note set text = (1/0)::text"));
        assertThat(session.token().position()).isEqualTo(LogPosition.ORIGIN);
    }

    @Test
    void itsReadsAskForItsToken() {
        Session session = layer.databases().session(ACME);
        session.dsl().execute("update note set text = text");
        layer.routing().requests().clear();
        CommitToken token = session.token();
        session.read(dsl -> dsl.fetchCount(NOTES));
        assertThat(layer.routing().requests())
                .extracting(RouteRequest::consistency)
                .containsExactly(Consistency.atLeast(token));
    }

    @Test
    void anotherContinuesFromItsTokenAsText() {
        Session session = layer.databases().session(ACME);
        session.dsl().execute("update note set text = text");
        CommitToken read = CommitToken.parse(session.token().toString());
        assertThat(read).isEqualTo(session.token());
        assertThat(layer.databases().session(ACME, read).token()).isEqualTo(read);
    }

    @Test
    void aTokenOfAnotherClusterIsRefused() {
        CommitToken foreign = new CommitToken(ClusterName.of("elsewhere"), new LogPosition(1, 1));
        assertThatExceptionOfType(InvalidTokenException.class)
                .isThrownBy(() -> layer.databases().session(ACME, foreign));
        assertThatExceptionOfType(InvalidTokenException.class)
                .isThrownBy(() -> layer.databases()
                        .database(ACME)
                        .read(
                                dal.ReadOptions.defaults().withConsistency(Consistency.atLeast(foreign)),
                                dsl -> dsl.fetchCount(NOTES)));
        layer.pools().assertNothingHeld();
    }

    @Test
    void anUnknownTenantHasNone() {
        assertThatExceptionOfType(UnknownTenantException.class)
                .isThrownBy(() -> layer.databases().session(TenantId.of("nobody")));
    }

    @Test
    void oneOfAnUnboundClassMovesToo() {
        Session session = layer.databases().session(ALONE);
        session.dsl().fetch("select 1");
        assertThat(session.token().position()).isGreaterThan(LogPosition.ORIGIN);
    }
}
