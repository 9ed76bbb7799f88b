package dal.core.transaction;

import static dal.core.testkit.Layer.ACME;
import static dal.core.testkit.Notes.insert;
import static dal.core.testkit.Swallowing.swallow;
import static dal.transaction.TransactionOptions.defaults;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import dal.TenantDatabase;
import dal.core.testkit.Layer;
import dal.core.testkit.Layer.Limits;
import dal.core.testkit.Notes;
import dal.error.ConstraintViolatedException;
import dal.error.ScopeEndedException;
import dal.error.TransactionRolledBackException;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import dal.transaction.RetryPolicy;
import dal.transaction.Transaction;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@PostgresTest(pools = "it/")
class HooksIT {

    private static Layer layer;
    private final List<String> ran = new ArrayList<>();
    private TenantDatabase acme;

    @BeforeAll
    static void start(TestDatabase database) {
        Notes.create(database);
        Notes.createFailing(database);
        // One connection: what a hook is to use has to be back by then.
        layer = Layer.limited(database, Limits.USUAL.withConnections(1));
    }

    @AfterAll
    static void stop() {
        layer.close();
    }

    @BeforeEach
    void rows(TestDatabase database) {
        Notes.fill(database);
        acme = layer.database(ACME);
    }

    @AfterEach
    void nothingIsHeld() {
        layer.pools().assertClean();
    }

    private boolean exists(int id) {
        return Notes.exists(acme, id);
    }

    private void register(Transaction transaction, String by) {
        transaction.beforeCommit(() -> ran.add("before " + by));
        transaction.afterCommit(() -> ran.add("committed " + by));
        transaction.afterRollback(() -> ran.add("rolled back " + by));
    }

    @Test
    void runInTheirOrderAroundTheCommitOfTheOutermost() {
        acme.useTransaction(outer -> {
            register(outer, "1");
            acme.useTransaction(inner -> register(inner, "2"));
            acme.useTransaction(defaults().nested(), nested -> register(nested, "3"));
            assertThat(ran).isEmpty();
        });
        assertThat(ran)
                .containsExactly("before 1", "before 2", "before 3", "committed 1", "committed 2", "committed 3");
    }

    @Test
    void whatRunsBeforeTheCommitIsPartOfIt() {
        acme.useTransaction(transaction -> transaction.beforeCommit(() -> {
            insert(acme.dsl(), 10);
            transaction.beforeCommit(() -> insert(transaction.dsl(), 11));
        }));
        assertThat(exists(10)).isTrue();
        assertThat(exists(11)).isTrue();
    }

    @Test
    void oneThatFailsBeforeTheCommitRollsBack() {
        IllegalStateException failure = new IllegalStateException("not so");
        assertThat(catchThrowable(() -> acme.useTransaction(transaction -> {
                    insert(transaction.dsl(), 12);
                    transaction.beforeCommit(() -> {
                        throw failure;
                    });
                    register(transaction, "1");
                })))
                .isSameAs(failure);
        assertThat(ran).containsExactly("rolled back 1");
        assertThat(exists(12)).isFalse();
    }

    @Test
    void oneThatSwallowsAnErrorOrAsksForTheRollbackBeforeTheCommitRollsBack() {
        assertThatExceptionOfType(TransactionRolledBackException.class)
                .isThrownBy(() -> acme.useTransaction(transaction -> {
                    insert(transaction.dsl(), 13);
                    transaction.beforeCommit(() -> swallow(() -> insert(transaction.dsl(), 13)));
                }))
                .withCauseInstanceOf(ConstraintViolatedException.class);
        acme.useTransaction(transaction -> {
            insert(transaction.dsl(), 14);
            transaction.beforeCommit(transaction::setRollbackOnly);
            register(transaction, "1");
        });
        assertThat(exists(13)).isFalse();
        assertThat(exists(14)).isFalse();
        assertThat(ran).containsExactly("before 1", "rolled back 1");
    }

    @Test
    void afterTheCommitTheConnectionIsBackAndTheRowsAreThere() {
        acme.useTransaction(transaction -> {
            insert(transaction.dsl(), 15);
            transaction.afterCommit(() -> ran.add("there: " + exists(15)));
            transaction.afterCommit(() -> acme.useTransaction(another -> insert(another.dsl(), 16)));
        });
        assertThat(ran).containsExactly("there: true");
        assertThat(exists(16)).isTrue();
    }

    @Test
    void oneThatFailsAfterTheCommitStopsNothing() {
        int result = acme.inTransaction(transaction -> {
            insert(transaction.dsl(), 17);
            transaction.afterCommit(() -> {
                throw new IllegalStateException("too late");
            });
            register(transaction, "1");
            return 5;
        });
        assertThat(result).isEqualTo(5);
        assertThat(exists(17)).isTrue();
        assertThat(ran).containsExactly("before 1", "committed 1");
    }

    @Test
    void anErrorAfterTheCommitIsThrownOnceAllHaveRun() {
        AssertionError error = new AssertionError("out of something");
        assertThat(catchThrowable(() -> acme.useTransaction(transaction -> {
                    insert(transaction.dsl(), 18);
                    transaction.afterCommit(() -> {
                        throw error;
                    });
                    register(transaction, "1");
                })))
                .isSameAs(error);
        assertThat(exists(18)).isTrue();
        assertThat(ran).containsExactly("before 1", "committed 1");
    }

    @Test
    void oneThatFailsAfterTheRollbackIsAddedToWhatCausedIt() {
        IllegalStateException failure = new IllegalStateException("the work's");
        IllegalArgumentException another = new IllegalArgumentException("the hook's");
        assertThat(catchThrowable(() -> acme.useTransaction(transaction -> {
                    transaction.afterRollback(() -> {
                        throw another;
                    });
                    register(transaction, "1");
                    throw failure;
                })))
                .isSameAs(failure)
                .hasSuppressedException(another);
        assertThat(ran).containsExactly("rolled back 1");
    }

    @Test
    void thoseOfARepeatedAttemptAreForgotten() {
        acme.useTransaction(defaults().withRetry(RetryPolicy.usual()), transaction -> {
            register(transaction, "attempt " + transaction.attempt());
            if (transaction.attempt() == 1) {
                transaction.dsl().execute("select fail('40001')");
            }
        });
        assertThat(ran).containsExactly("before attempt 2", "committed attempt 2");
    }

    @Test
    void thoseOfASavepointThatIsRolledBackAreForgotten() {
        acme.useTransaction(transaction -> {
            register(transaction, "outer");
            swallow(() -> acme.useTransaction(defaults().nested(), nested -> {
                register(nested, "nested");
                throw new IllegalStateException();
            }));
            swallow(() -> transaction.dsl().transaction(nested -> {
                acme.useTransaction(joined -> register(joined, "jOOQ's"));
                throw new IllegalStateException();
            }));
        });
        assertThat(ran).containsExactly("before outer", "committed outer");
    }

    @Test
    void reachJooqsOwnTransactionsByJoiningThem() {
        acme.dsl().transaction(configuration -> {
            insert(configuration.dsl(), 19);
            acme.useTransaction(joined -> register(joined, "1"));
        });
        assertThat(ran).containsExactly("before 1", "committed 1");
        ran.clear();
        swallow(() -> acme.dsl().transaction(configuration -> {
            acme.useTransaction(joined -> register(joined, "2"));
            throw new IllegalStateException();
        }));
        assertThat(ran).containsExactly("rolled back 2");
    }

    @Test
    void cannotBeRegisteredOnceItHasEnded() {
        Transaction over = acme.inTransaction(transaction -> transaction);
        assertThatExceptionOfType(ScopeEndedException.class).isThrownBy(() -> register(over, "late"));
    }
}
