package dal.core.execution;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionChangeTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "set search_path = x",
                "SET SESSION app.tenant_id TO 'x'",
                "  -- why\n /* what */ set role other",
                "reset all",
                "select set_config('a.b', 'c', false)",
                "select pg_catalog.set_config('a.b', ?, ?)",
                "listen news",
                "create temp table t (id int)",
                "create local temporary table t (id int)",
                "select 1 into temp t",
                "select pg_advisory_lock(1)",
                "prepare p as select 1",
                "do $$ begin end $$",
                "declare c cursor with hold for select 1",
            })
    void costsTheConnection(String sql) {
        assertThat(SessionChange.possibleIn(sql)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select 1",
                "update t set a = 1",
                "set local search_path = x",
                "set transaction read only",
                "set constraints all deferred",
                "select pg_advisory_xact_lock(1)",
                "insert into settings (reset) values (1)",
                "select \"set\" from t",
                "create table t (id int)",
                "declare c cursor for select 1",
            })
    void keepsTheConnection(String sql) {
        assertThat(SessionChange.possibleIn(sql)).isFalse();
    }

    @org.junit.jupiter.api.Test
    void aLongTextIsReadInNoTime() {
        String comments = "/* a */ -- b\n".repeat(20_000);
        assertThat(SessionChange.possibleIn(comments + "set x = 1")).isTrue();
        assertThat(SessionChange.possibleIn("/*" + " /".repeat(100_000))).isFalse();
    }
}
