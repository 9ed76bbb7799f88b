package dal.routing.classification;

import static org.assertj.core.api.Assertions.assertThat;

import dal.spi.StatementClassifier.Origin;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionStateTest {

    private static boolean changesSession(String sql) {
        return new PostgresStatementClassifier().classify(sql, Origin.TEXT).changesSession();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "set search_path = other",
                "SET SESSION app.tenant_id = 'x'",
                "set role postgres",
                "set session authorization postgres",
                "reset all",
                "discard all",
                "listen news",
                "prepare p as select 1",
                "deallocate all",
                "load 'auto_explain'",
                "select set_config('app.tenant_id', 'x', false)",
                "select set_config('app.tenant_id', ?, ?)",
                "select set_config('app.tenant_id', 'x', not true)",
                "do $$ begin perform set_config('a.b', 'x', false); end $$",
                "select pg_catalog.set_config('app.tenant_id', 'x', 1 = 2)",
                "select pg_advisory_lock(1)",
                "select 1 where pg_try_advisory_lock(1)",
                "declare c cursor with hold for select 1",
                "create temp table t (a int)",
                "create local temporary table t (a int)",
                "select 1 into temp t",
                "update pg_settings set setting = 'x' where name = 'app.tenant_id'",
                "with x as (update pg_catalog.\"pg_settings\" set setting = 'x' returning 1) select * from x",
            })
    void leavesSomethingOnTheConnection(String sql) {
        assertThat(changesSession(sql)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "set local search_path = other",
                "set constraints all deferred",
                "select set_config('app.tenant_id', 'x', true)",
                "select pg_advisory_xact_lock(1)",
                "select 'set role postgres'",
                "select \"set_config\" from t",
                "create table temp (a int)",
                "declare c cursor for select 1",
                "insert into t values (1)",
                "update t set reset = 1",
                "select setting from pg_settings where name = 'work_mem'",
            })
    void leavesNothingOnTheConnection(String sql) {
        assertThat(changesSession(sql)).isFalse();
    }
}
