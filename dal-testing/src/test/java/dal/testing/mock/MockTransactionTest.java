package dal.testing.mock;

import static dal.transaction.TransactionOptions.defaults;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import dal.error.ErrorContext;
import dal.error.SerializationFailureException;
import dal.error.TransactionRolledBackException;
import dal.tenant.TenantId;
import dal.transaction.Isolation;
import dal.transaction.RetryPolicy;
import dal.transaction.Transaction;
import java.util.ArrayList;
import java.util.List;
import org.jooq.tools.jdbc.MockExecuteContext;
import org.jooq.tools.jdbc.MockResult;
import org.junit.jupiter.api.Test;

class MockTransactionTest {

    private final List<String> ran = new ArrayList<>();
    private int failures;
    private final MockTenantDatabase database = MockTenantDatabase.of(TenantId.of("acme"), this::answer);

    private MockResult[] answer(MockExecuteContext statement) {
        if (statement.sql().contains("fails")) {
            throw new IllegalStateException("fails");
        }
        if (failures > 0) {
            failures--;
            throw new SerializationFailureException("met another", ErrorContext.NONE, null);
        }
        return new MockResult[] {new MockResult(1)};
    }

    private void register(Transaction transaction, String by) {
        transaction.beforeCommit(() -> ran.add("before " + by));
        transaction.afterCommit(() -> ran.add("committed " + by));
        transaction.afterRollback(() -> ran.add("rolled back " + by));
    }

    private static void execute(Transaction transaction) {
        transaction.dsl().execute("update product set price = 1");
    }

    @Test
    void isRepeatedAsItsOptionsSay() {
        failures = 2;
        int attempt = database.inTransaction(defaults().withIsolation(Isolation.SERIALIZABLE), transaction -> {
            register(transaction, "attempt " + transaction.attempt());
            execute(transaction);
            return transaction.attempt();
        });
        assertThat(attempt).isEqualTo(3);
        assertThat(ran).containsExactly("before attempt 3", "committed attempt 3");
        assertThat(database.commits()).isEqualTo(1);
        assertThat(database.rollbacks()).isEqualTo(2);
    }

    @Test
    void isNotRepeatedUnlessItsOptionsSaySoNorBeyondThem() {
        failures = 3;
        assertThatExceptionOfType(SerializationFailureException.class)
                .isThrownBy(() -> database.useTransaction(MockTransactionTest::execute));
        assertThat(failures).isEqualTo(2);
        assertThatExceptionOfType(SerializationFailureException.class)
                .isThrownBy(() -> database.useTransaction(
                        defaults().withRetry(RetryPolicy.usual().withAttempts(2)), MockTransactionTest::execute));
        assertThat(failures).isZero();
    }

    @Test
    void hooksBelongToTheOutermost() {
        database.useTransaction(outer -> {
            register(outer, "1");
            database.useTransaction(inner -> register(inner, "2"));
            assertThat(ran).isEmpty();
        });
        assertThat(ran).containsExactly("before 1", "before 2", "committed 1", "committed 2");
    }

    @Test
    void hooksFollowARollback() {
        database.useTransaction(transaction -> {
            register(transaction, "1");
            transaction.setRollbackOnly();
        });
        assertThat(ran).containsExactly("rolled back 1");
    }

    @Test
    void aHookThatFailsBeforeTheCommitRollsBackAndOneBehindItFailsTheTest() {
        IllegalStateException failure = new IllegalStateException("not so");
        assertThat(catchThrowable(() -> database.useTransaction(transaction -> {
                    execute(transaction);
                    transaction.beforeCommit(() -> {
                        throw failure;
                    });
                })))
                .isSameAs(failure);
        assertThat(database.commits()).isZero();
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> database.useTransaction(transaction -> {
                    execute(transaction);
                    transaction.afterCommit(() -> {
                        throw failure;
                    });
                }))
                .withCause(failure);
        assertThat(database.commits()).isEqualTo(1);
    }

    @Test
    void nestedWorkIsUndoneAlone() {
        database.useTransaction(outer -> {
            register(outer, "outer");
            database.useTransaction(defaults().nested(), nested -> {
                register(nested, "given up");
                nested.setRollbackOnly();
            });
            assertThat(catchThrowable(() -> database.useTransaction(
                            defaults().nested(), nested -> nested.dsl().execute("fails"))))
                    .isNotNull();
            assertThatExceptionOfType(TransactionRolledBackException.class)
                    .isThrownBy(() -> database.useTransaction(
                            defaults().nested(),
                            nested -> assertThat(
                                            catchThrowable(() -> nested.dsl().execute("fails")))
                                    .isNotNull()));
            execute(outer);
        });
        assertThat(ran).containsExactly("before outer", "committed outer");
        assertThat(database.commits()).isEqualTo(1);
    }

    @Test
    void aNewOneEndsByItself() {
        assertThat(catchThrowable(() -> database.useTransaction(outer -> {
                    execute(outer);
                    database.useTransaction(defaults().requiresNew(), MockTransactionTest::execute);
                    assertThat(database.open()).isSameAs(outer);
                    throw new IllegalStateException();
                })))
                .isInstanceOf(IllegalStateException.class);
        assertThat(database.commits()).isEqualTo(1);
        assertThat(database.rollbacks()).isEqualTo(1);
    }
}
