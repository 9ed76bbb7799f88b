package dal.core.transaction;

import static dal.core.testkit.Layer.ACME;
import static dal.core.testkit.Notes.NOTES;
import static dal.transaction.TransactionOptions.defaults;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dal.Session;
import dal.cluster.NodeName;
import dal.cluster.PoolPurpose;
import dal.cluster.Role;
import dal.core.testkit.Layer;
import dal.core.testkit.Notes;
import dal.error.CommitOutcomeUnknownException;
import dal.error.ConnectionLostException;
import dal.spi.RouteDecision;
import dal.spi.RouteReason;
import dal.testing.fault.WireProxy;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import dal.transaction.RetryPolicy;
import dal.transaction.Transaction;
import dal.transaction.TransactionOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jooq.DSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** P7: what became of a transaction whose connection is lost during its COMMIT is asked of the server where that is wanted, and never made up. */
@PostgresTest(replicas = 1, shared = false)
class LostCommitIT {

    private static final TransactionOptions RESOLVED = defaults().resolvingOutcome();
    private static final NodeName REPLICA = NodeName.of("replica-1");

    private WireProxy proxy;
    private Layer layer;
    private Session acme;
    private final List<String> ran = new ArrayList<>();

    @BeforeAll
    static void schema(TestDatabase database) {
        Notes.create(database);
    }

    @BeforeEach
    void start(TestDatabase database) {
        Notes.fill(database);
        proxy = WireProxy.to(database.cluster().primary());
        layer = Layer.behind(database, node -> node.name().equals("primary") ? proxy.port() : node.port());
        acme = layer.databases().session(ACME);
    }

    @AfterEach
    void stop() {
        layer.close();
        proxy.close();
    }

    private static void insert(DSLContext dsl, int id) {
        dsl.insertInto(NOTES, NOTES.id, NOTES.text).values(id, "note-" + id).execute();
    }

    private void watch(Transaction transaction) {
        transaction.afterCommit(() -> ran.add("committed"));
        transaction.afterRollback(() -> ran.add("rolled back"));
    }

    /** Lets the COMMIT through, and loses the answer. */
    private void loseTheAnswer(TestDatabase database, String text, Runnable before) {
        proxy.holdReplies(true);
        Thread.ofVirtual().start(() -> {
            await().until(() -> Notes.of(database, "acme").contains(text));
            before.run();
            proxy.cut();
            proxy.holdReplies(false);
        });
    }

    /** Loses the COMMIT on its way. */
    private void loseTheCommit() {
        proxy.blackhole(true);
        proxy.reset();
        Thread.ofVirtual().start(() -> {
            await().until(() -> proxy.roundTrips() > 0);
            proxy.cut();
            proxy.blackhole(false);
        });
    }

    @Test
    void isSuccessWhereTheServerSaysThatItIsCommitted(TestDatabase database) {
        int result = acme.inTransaction(RESOLVED, transaction -> {
            insert(transaction.dsl(), 10);
            watch(transaction);
            transaction.beforeCommit(() -> loseTheAnswer(database, "note-10", () -> {}));
            return 5;
        });
        assertThat(result).isEqualTo(5);
        assertThat(ran).containsExactly("committed");
        assertThat(Notes.of(database, "acme")).contains("note-10");
        assertThat(acme.token().position().lsn()).as("the session has seen it").isPositive();
    }

    @Test
    void isRepeatedWhereTheServerSaysThatItWasRolledBack(TestDatabase database) {
        int attempt = acme.inTransaction(RESOLVED.withRetry(RetryPolicy.usual()), transaction -> {
            insert(transaction.dsl(), 11);
            watch(transaction);
            if (transaction.attempt() == 1) {
                transaction.beforeCommit(this::loseTheCommit);
            }
            return transaction.attempt();
        });
        assertThat(attempt).isEqualTo(2);
        assertThat(ran).containsExactly("committed");
        assertThat(Notes.of(database, "acme")).contains("note-11");
    }

    @Test
    void isAFailureThatMayBeRepeatedWhereNobodyRepeatsIt(TestDatabase database) {
        assertThatExceptionOfType(ConnectionLostException.class)
                .isThrownBy(() -> acme.useTransaction(RESOLVED, transaction -> {
                    insert(transaction.dsl(), 12);
                    watch(transaction);
                    transaction.beforeCommit(this::loseTheCommit);
                }));
        assertThat(ran).containsExactly("rolled back");
        assertThat(Notes.of(database, "acme")).doesNotContain("note-12");
    }

    @Test
    void isUnknownAndNotRepeatedWhereItIsNotAskedFor(TestDatabase database) {
        List<Integer> attempts = new ArrayList<>();
        assertThatExceptionOfType(CommitOutcomeUnknownException.class)
                .isThrownBy(() -> acme.useTransaction(defaults().withRetry(RetryPolicy.usual()), transaction -> {
                    attempts.add(transaction.attempt());
                    insert(transaction.dsl(), 13);
                    watch(transaction);
                    transaction.beforeCommit(() -> loseTheAnswer(database, "note-13", () -> {}));
                }));
        assertThat(attempts).containsExactly(1);
        assertThat(ran).as("neither is known").isEmpty();
    }

    @Test
    void knowsWhichTransactionItIsWhereTheFirstThingSentIsABatch(TestDatabase database) {
        acme.useTransaction(RESOLVED, transaction -> {
            transaction
                    .dsl()
                    .batch(
                            "insert into note (id, text) values (14, 'note-14')",
                            "insert into note (id, text) values (15, 'note-15')")
                    .execute();
            watch(transaction);
            transaction.beforeCommit(() -> loseTheAnswer(database, "note-15", () -> {}));
        });
        assertThat(ran).containsExactly("committed");
    }

    /** The other timeline may have given the number to another transaction. */
    @Test
    void staysUnknownAfterAPromotion(TestDatabase database) {
        TransactionOptions options =
                defaults().resolvingOutcome(Duration.ofSeconds(30)).withRetry(RetryPolicy.usual());
        database.cluster().awaitReplication(Duration.ofSeconds(30));
        assertThatExceptionOfType(CommitOutcomeUnknownException.class)
                .isThrownBy(() -> acme.useTransaction(options, transaction -> {
                    insert(transaction.dsl(), 16);
                    watch(transaction);
                    transaction.beforeCommit(() -> loseTheAnswer(database, "note-16", () -> {
                        database.cluster().awaitReplication(Duration.ofSeconds(30));
                        database.cluster().replicas().getFirst().promote();
                        layer.routing()
                                .decide(request -> new RouteDecision.Use(
                                        REPLICA, Role.PRIMARY, PoolPurpose.PRIMARY, RouteReason.WRITE));
                        layer.routing().observe(REPLICA, Role.PRIMARY);
                    }));
                }));
        assertThat(ran).isEmpty();
    }
}
