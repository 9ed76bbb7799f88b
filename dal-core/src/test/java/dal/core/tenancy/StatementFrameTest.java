package dal.core.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import dal.transaction.Isolation;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StatementFrameTest {

    private static StatementFrame frame(boolean readOnly, PositionQuery position, String... settings) {
        return new StatementFrame(
                Stream.of(settings).map(TenantBinder::local).toList(), readOnly, position, NodeCheck.NONE);
    }

    @Test
    void anAutocommitStatementStandsBetweenBeginAndCommitBehindItsSettings() {
        StatementFrame frame = frame(false, PositionQuery.NONE, "app.tenant_id", "app.user");
        assertThat(frame.autocommit("delete from t"))
                .isEqualTo("begin; select set_config('app.tenant_id', ?, true), set_config('app.user', ?, true);"
                        + " delete from t\n; commit");
        assertThat(frame.bindCount()).isEqualTo(2);
        assertThat(frame.autocommitResultsBefore()).isEqualTo(2);
    }

    @Test
    void aReadBeginsReadOnlyAndSelectsSomethingEvenIfNothingIsBound() {
        StatementFrame frame = frame(true, PositionQuery.NONE);
        assertThat(frame.autocommit("select 2")).isEqualTo("begin read only; select 1; select 2\n; commit");
        assertThat(frame.autocommitResultsBefore()).isEqualTo(2);
        assertThat(frame.bindCount()).isZero();
    }

    @Test
    void anUnboundWriteCarriesNoSettings() {
        StatementFrame frame = frame(false, PositionQuery.NONE);
        assertThat(frame.autocommit("delete from t")).isEqualTo("begin; delete from t\n; commit");
        assertThat(frame.autocommitResultsBefore()).isEqualTo(1);
    }

    @Test
    void aCheckStandsAheadOfTheSettingsAndTakesTheFirstValues() {
        StatementFrame frame = new StatementFrame(
                List.of(TenantBinder.local("app.tenant_id")), true, PositionQuery.NONE, NodeCheck.HAS_REPLAYED);
        assertThat(frame.autocommit("select 2"))
                .isEqualTo(
                        "begin isolation level read committed read only; select case when pg_last_wal_replay_lsn() >= ?::pg_lsn"
                                + " and ?::timestamptz in (pg_postmaster_start_time(), 'epoch') then ''"
                                + " else set_config('block_size', '', true) end, set_config('app.tenant_id', ?, true);"
                                + " select 2\n; commit");
        assertThat(frame.bindCount()).isEqualTo(3);
    }

    @Test
    void aReadOfThePrimaryChecksThatItIsOneEvenIfNothingIsBound() {
        StatementFrame frame = new StatementFrame(List.of(), true, PositionQuery.NONE, NodeCheck.IS_PRIMARY);
        assertThat(frame.autocommit("select 2"))
                .isEqualTo("begin read only; select case when not pg_is_in_recovery() then ''"
                        + " else set_config('block_size', '', true) end; select 2\n; commit");
        assertThat(frame.bindCount()).isZero();
    }

    /** By itself it would cost what does not go as one text a round trip. */
    @Test
    void anUnboundWriteChecksNothing() {
        StatementFrame frame = new StatementFrame(List.of(), false, PositionQuery.NONE, NodeCheck.IS_PRIMARY);
        assertThat(frame.check()).isEqualTo(NodeCheck.NONE);
        assertThat(frame.transactionPrefix(null)).isEmpty();
    }

    @Test
    void thePositionIsAskedBehindTheCommit() {
        StatementFrame frame = frame(false, PositionQuery.REPLICA);
        assertThat(frame.autocommit("x")).isEqualTo("begin; x\n; commit; " + PositionQuery.REPLICA.behind());
        assertThat(frame.commit()).isEqualTo("commit; " + PositionQuery.REPLICA.behind());
        assertThat(frame(false, PositionQuery.NONE).commit()).isEqualTo("commit");
    }

    @Test
    void aTransactionsPrefixSetsItsModeBeforeAnyQuery() {
        StatementFrame bound = frame(true, PositionQuery.NONE, "app.tenant_id");
        assertThat(bound.transactionPrefix(Isolation.SERIALIZABLE))
                .isEqualTo("set transaction isolation level serializable read only;"
                        + " select set_config('app.tenant_id', ?, true)");
        assertThat(bound.transactionResultsBefore(Isolation.SERIALIZABLE)).isEqualTo(2);
        StatementFrame unbound = frame(false, PositionQuery.NONE);
        assertThat(unbound.transactionPrefix(null)).isEmpty();
        assertThat(unbound.transactionResultsBefore(null)).isZero();
        assertThat(StatementFrame.prefixed("", "x")).isEqualTo("x");
        assertThat(StatementFrame.prefixed("a", "x")).isEqualTo("a; x");
    }

    /** The snapshot that a transaction keeps is taken by its first query. */
    @Test
    void aTransactionBeginsBehindTheCheckOfAPosition() {
        String check = "select " + NodeCheck.HAS_REPLAYED.expression() + "; commit and chain; ";
        StatementFrame bound = new StatementFrame(
                List.of(TenantBinder.local("app.tenant_id")), true, PositionQuery.NONE, NodeCheck.HAS_REPLAYED);
        assertThat(bound.transactionPrefix(Isolation.REPEATABLE_READ))
                .isEqualTo(check + "set transaction isolation level repeatable read read only;"
                        + " select set_config('app.tenant_id', ?, true)");
        assertThat(bound.transactionResultsBefore(Isolation.REPEATABLE_READ)).isEqualTo(4);
        StatementFrame unbound = new StatementFrame(List.of(), true, PositionQuery.NONE, NodeCheck.HAS_REPLAYED);
        assertThat(unbound.transactionPrefix(null)).isEqualTo(check + "set transaction read only; select 1");
        assertThat(unbound.transactionResultsBefore(null)).isEqualTo(4);
    }

    @Test
    void aQuoteInASettingsNameStaysInsideIt() {
        assertThat(frame(false, PositionQuery.NONE, "a'b").autocommit("x")).contains("set_config('a''b', ?, true)");
    }
}
