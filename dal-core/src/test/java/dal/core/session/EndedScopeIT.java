package dal.core.session;

import static dal.core.testkit.Layer.ACME;
import static dal.core.testkit.Notes.NOTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dal.TenantDatabase;
import dal.core.testkit.Layer;
import dal.core.testkit.Layer.Limits;
import dal.core.testkit.Notes;
import dal.error.ScopeEndedException;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicReference;
import org.jooq.CloseableResultQuery;
import org.jooq.Cursor;
import org.jooq.DSLContext;
import org.jooq.Record1;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a scope gave out ends with it, and never touches a connection that is someone else's by then. */
@PostgresTest
class EndedScopeIT {

    private Layer layer;
    private TenantDatabase acme;

    @BeforeAll
    static void schema(TestDatabase database) {
        Notes.create(database);
    }

    @BeforeEach
    void start(TestDatabase database) {
        layer = Layer.limited(database, Limits.USUAL.withConnections(1));
        Notes.fill(database);
        acme = layer.database(ACME);
    }

    @AfterEach
    void stop() {
        layer.pools().assertClean();
        layer.close();
    }

    private static void assertEnded(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatExceptionOfType(ScopeEndedException.class).isThrownBy(call);
    }

    /** Someone else uses the pool's one connection when the call is made, and must not notice it. */
    private void assertEndedWhileAnotherUsesTheConnection(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        acme.useTransaction(transaction -> {
            transaction.dsl().deleteFrom(NOTES).where(NOTES.id.eq(1)).execute();
            assertEnded(call);
            assertThat(transaction.dsl().fetchCount(NOTES)).isEqualTo(2);
            transaction.setRollbackOnly();
        });
        assertThat(acme.dsl().fetchCount(NOTES)).isEqualTo(3);
    }

    @Test
    void theDslOfARead() {
        DSLContext dsl = acme.read(given -> given);
        assertEnded(() -> dsl.fetchCount(NOTES));
        assertEnded(() -> dsl.connection(connection -> {}));
        assertEnded(() -> dsl.batch("select 1").execute());
    }

    @Test
    void theDslOfATransaction() {
        DSLContext dsl = acme.inTransaction(transaction -> transaction.dsl());
        assertEnded(() -> dsl.fetchCount(NOTES));
        assertEnded(() -> dsl.connection(connection -> {}));
        assertEnded(() -> dsl.transaction(inner -> {}));
    }

    @Test
    void theDslOfAJooqTransaction() {
        AtomicReference<DSLContext> kept = new AtomicReference<>();
        acme.dsl().transaction(inner -> kept.set(inner.dsl()));
        assertEnded(() -> kept.get().fetchCount(NOTES));
    }

    @Test
    void aRecordOfATransaction() {
        Notes.Note note = acme.inTransaction(transaction -> transaction.dsl().fetchSingle(NOTES, NOTES.id.eq(1)));
        note.set(NOTES.text, "later");
        assertEnded(note::store);
    }

    @Test
    void aRecordOfTheTenantsOwnDslStaysAttached() {
        Notes.Note note = acme.dsl().fetchSingle(NOTES, NOTES.id.eq(1));
        note.set(NOTES.text, "later");
        assertThat(note.store()).isEqualTo(1);
    }

    @Test
    void aCursorOfARead() {
        Cursor<Record1<String>> cursor =
                acme.read(dsl -> dsl.select(NOTES.text).from(NOTES).fetchSize(1).fetchLazy());
        assertEndedWhileAnotherUsesTheConnection(cursor::fetch);
        cursor.close();
    }

    @Test
    void aCursorOfATransaction() {
        Cursor<Record1<String>> cursor = acme.inTransaction(transaction -> {
            Cursor<Record1<String>> open = transaction
                    .dsl()
                    .select(NOTES.text)
                    .from(NOTES)
                    .fetchSize(1)
                    .fetchLazy();
            open.fetchNext();
            return open;
        });
        assertEndedWhileAnotherUsesTheConnection(cursor::fetch);
        cursor.close();
    }

    @Test
    void aCursorOfATransactionThatWasFetchedWhole() {
        Cursor<Record1<String>> cursor = acme.inTransaction(
                transaction -> transaction.dsl().select(NOTES.text).from(NOTES).fetchLazy());
        assertEndedWhileAnotherUsesTheConnection(cursor::fetch);
        cursor.close();
    }

    @Test
    void aKeptConnection() {
        Connection kept = acme.dsl().connectionResult(connection -> connection);
        assertEndedWhileAnotherUsesTheConnection(() -> kept.prepareStatement("select 1"));
        assertEndedWhileAnotherUsesTheConnection(() -> kept.setAutoCommit(false));
        assertEndedWhileAnotherUsesTheConnection(kept::commit);
        assertEndedWhileAnotherUsesTheConnection(kept::rollback);
        assertEndedWhileAnotherUsesTheConnection(kept::setSavepoint);
        assertEndedWhileAnotherUsesTheConnection(() -> kept.abort(Runnable::run));
        assertEndedWhileAnotherUsesTheConnection(kept::getMetaData);
        assertEndedWhileAnotherUsesTheConnection(() -> kept.unwrap(org.postgresql.PGConnection.class));
    }

    @Test
    void aStatementOfAKeptConnection() throws Exception {
        AtomicReference<Statement> plain = new AtomicReference<>();
        PreparedStatement prepared = acme.dsl().connectionResult(connection -> {
            plain.set(connection.createStatement());
            return connection.prepareStatement("delete from note");
        });
        assertEndedWhileAnotherUsesTheConnection(prepared::execute);
        assertEndedWhileAnotherUsesTheConnection(prepared::executeUpdate);
        assertEndedWhileAnotherUsesTheConnection(() -> plain.get().execute("delete from note"));
        assertEndedWhileAnotherUsesTheConnection(() -> plain.get().executeBatch());
    }

    @Test
    @SuppressWarnings("deprecation") // jOOQ's name for it; services that use it have to be safe too.
    void aKeptStatement() {
        CloseableResultQuery<Record1<String>> query =
                acme.dsl().select(NOTES.text).from(NOTES).keepStatement(true);
        assertThat(query.fetch()).hasSize(3);
        assertEndedWhileAnotherUsesTheConnection(query::fetch);
        query.close();
    }
}
