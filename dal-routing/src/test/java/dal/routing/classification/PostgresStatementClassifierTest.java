package dal.routing.classification;

import static org.assertj.core.api.Assertions.assertThat;

import dal.spi.StatementClassifier.Origin;
import dal.spi.StatementTraits;
import dal.spi.StatementTraits.Access;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresStatementClassifierTest {

    private final PostgresStatementClassifier classifier = new PostgresStatementClassifier();

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            select 1                                                                          | READ
            SELECT 1;                                                                         | READ
            (select 1) union all (select 2)                                                   | READ
            values (1, 'a'), (2, 'b')                                                         | READ
            table t                                                                           | READ
            with t as (select 1) select * from t                                              | READ
            with recursive t (n) as (select 1 union all select n + 1 from t) select n from t  | READ
            with t as not materialized (select 1), u (a) as materialized (values (1)) table u | READ
            select count(*) filter (where a > 1) over (partition by b) from t                 | READ
            select sum(a) over w from t window w as (order by b rows between 1 preceding and current row) | READ
            select percentile_cont(0.5) within group (order by a) from t                      | READ
            select lower(a), pg_catalog.upper(b), "pg_catalog"."abs"(c) from t                | READ
            select coalesce(a, nullif(b, 2), greatest(1, 2), least(3, 4)) from t              | READ
            select cast(a as varchar(10)), b::numeric(10,2), c::pg_catalog.bpchar(3) from t   | READ
            select cast(a as timestamp(3) with time zone), current_timestamp(3)               | READ
            select interval '1' day, cast(a as character varying(3)), cast(b as interval day to second(3)) from t | READ
            select extract(epoch from (a)), trim(both from (b)), substring(c from (1) for (2)), position('x' in (d)) from t | READ
            select array[1, 2], array(select 3), row(1, 2), (1, 2) = any (select 1, 2)        | READ
            select * from a join (b cross join c) on (true) left join lateral (select 1) d on true | READ
            select * from generate_series(1, 3) as "g" ("n") where "n" in (1, 2) and not (false) | READ
            select * from json_to_recordset('[]') as x (a int, b varchar(3))                  | READ
            select * from rows from (generate_series(1, 2), unnest(array[1])) as r (a, b)     | READ
            select a, b from t group by grouping sets ((a), rollup (a, b), cube (b))          | READ
            select a, b from t group by a, cube (b), rollup (a)                               | READ
            select a from t group by (a) having (count(*) > 1) order by (a) limit (1) offset (2) | READ
            select a from t fetch next (3) rows only                                          | READ
            select distinct on (a) lower(b) from t                                            | READ
            select a from t where b like ('x') and c not ilike (d) and (a, b) overlaps (c, d) | READ
            select a at time zone ('UTC') from t                                              | READ
            select xmlelement(name foo, xmlattributes(a as b), xmlforest(c)) from t           | READ
            select json_object(key 'a' value (b)), json_arrayagg(c) from t                    | READ
            select * from json_table(?, '$[*]' columns (a int path '$.a', nested path '$.b' columns (c varchar(3)))) as j | READ
            select a operator(pg_catalog.+) b from t                                          | READ
            select a ?? 'k', b ??& array['x'], c->>'d', e @> ? from t                         | READ
            select now(), clock_timestamp(), random(), gen_random_uuid(), pg_sleep(?)         | READ
            select 'insert into t', "update", "delete" from "merge" -- for update             | READ
            select /* into /* nested */ delete */ 1                                           | READ
            select $$nextval('s')$$, $x$ ; commit $$ $x$, E'it\\'s; delete', U&'\\0041'       | READ
            select 'a;b', "c;d" from t where x = 'it''s' and y = e'\\\\'                      | READ
            select t.a from t where exists (select 1 from u where u.b = t.a) and case when (a) then (b) else (c) end | READ
            select ((((1))))                                                                  | READ
            select left(a, 2), right(b, 3) from t                                             | READ
            select 1 where 2 >(1) and 3 <@(a) or -(1) = +(2)                                  | READ
            select 1e5, .5, 1.5e-3, 0x1F, $1, ?                                               | READ
            select * from t for update                                                        | WRITE
            select * from t for no key update of t nowait                                     | WRITE
            select * from t for share skip locked                                             | WRITE
            select * from t for key share                                                     | WRITE
            (select * from t for update)                                                      | WRITE
            select * into u from t                                                            | WRITE
            with x as (insert into t values (1) returning a) select a from x                  | WRITE
            with x as (update t set a = 1 returning a) select a from x                        | WRITE
            with x as not materialized (delete from t returning a) table x                    | WRITE
            with x as (select 1) insert into t select * from x                                | WRITE
            with x as (select 1) update t set a = 2                                           | WRITE
            with x as (select 1) delete from t using x                                        | WRITE
            with x as (select 1) merge into t using x on true when matched then delete        | WRITE
            select nextval('s')                                                               | WRITE
            select setval('s', 3), pg_catalog.nextval('s')                                    | WRITE
            select "nextval"('s')                                                             | WRITE
            select pg_advisory_lock(1)                                                        | WRITE
            select pg_try_advisory_xact_lock(1, 2)                                            | WRITE
            select pg_notify('c', 'x')                                                        | WRITE
            insert into t values (1)                                                          | WRITE
            update t set a = 1                                                                | WRITE
            delete from t                                                                     | WRITE
            merge into t using u on true when matched then do nothing                         | WRITE
            truncate t                                                                        | WRITE
            create temp table t (a int)                                                       | WRITE
            lock table t                                                                      | WRITE
            notify c                                                                          | WRITE
            refresh materialized view v                                                       | WRITE
            vacuum t                                                                          | WRITE
            call p(1)                                                                         | WRITE
            {call p(?)}                                                                       | WRITE
            {? = call p(?)}                                                                   | WRITE
            do $$ begin end $$                                                                | WRITE
            copy t from stdin                                                                 | WRITE
            copy (delete from t returning a) to stdout                                        | WRITE
            explain analyze delete from t                                                     | WRITE
            explain (analyze, buffers) insert into t values (1)                               | WRITE
            select 1; delete from t                                                           | WRITE
            select my_func(1)                                                                 | UNKNOWN
            select public.lower(a) from t                                                     | UNKNOWN
            select "my_func"(1)                                                               | UNKNOWN
            select "Lower"(a) from t                                                          | UNKNOWN
            select "coalesce"(a) from t                                                       | UNKNOWN
            select "a"."b"."lower"(1)                                                         | UNKNOWN
            select * from my_func(1) as x (a)                                                 | UNKNOWN
            select * from my_func(1) as x (a int)                                             | UNKNOWN
            select * from a, my_func(1) as (values int)                                       | UNKNOWN
            select over(1), filter(2)                                                         | UNKNOWN
            select distinct on (a) over(partition) from t                                     | UNKNOWN
            select distinct on (a) join(b) from t                                             | UNKNOWN
            select cube(1, 2)                                                                 | UNKNOWN
            select a from t order by cube(a)                                                  | UNKNOWN
            select columns(1)                                                                 | UNKNOWN
            select a from t order by value(b)                                                 | UNKNOWN
            select a from t group by escape(b)                                                | UNKNOWN
            select a from t join value(b) on true                                             | UNKNOWN
            select a from t where b like value(c)                                             | UNKNOWN
            select sum(a) over (order by b rows value(1) preceding) from t                    | UNKNOWN
            select not materialized(a) from t                                                 | UNKNOWN
            select * from rows(1)                                                             | UNKNOWN
            select * from json_table(columns(1), '$' columns (a int path '$.a')) as j         | UNKNOWN
            select by(1), value(2), zone(3), next(4)                                          | UNKNOWN
            select treat('s'::regclass as nextval)                                            | UNKNOWN
            select a operator(public.+) b from t                                              | UNKNOWN
            select operator(1)                                                                | UNKNOWN
            select set_config('a.b', 'c', true)                                               | UNKNOWN
            select current_setting('a.b')                                                     | UNKNOWN
            select currval('s'), lastval()                                                    | UNKNOWN
            select pg_is_in_recovery(), pg_last_wal_replay_lsn(), pg_backend_pid(), inet_server_addr() | UNKNOWN
            select query_to_xml('delete from t', true, true, '')                              | UNKNOWN
            select table_to_xml('v', true, true, '')                                          | UNKNOWN
            select pg_read_file('x'), lo_get(1), dblink('x')                                  | UNKNOWN
            select pg_cancel_backend(1)                                                       | UNKNOWN
            select U&"l\\006fwer"(a) from t                                                   | UNKNOWN
            select ran\u212A() over () from t                                                       | UNKNOWN
            select update from t                                                              | UNKNOWN
            select 1; select 2                                                                | UNKNOWN
            select (1                                                                         | UNKNOWN
            select 1)                                                                         | UNKNOWN
            select 'abc                                                                       | UNKNOWN
            select "abc                                                                       | UNKNOWN
            select /* abc                                                                     | UNKNOWN
            select $a$ abc                                                                    | UNKNOWN
            explain select 1                                                                  | UNKNOWN
            explain delete from t                                                             | UNKNOWN
            explain analyze select 1                                                          | UNKNOWN
            copy t to stdout                                                                  | UNKNOWN
            copy (select a from t) to stdout                                                  | UNKNOWN
            show work_mem                                                                     | UNKNOWN
            set work_mem = '1MB'                                                              | UNKNOWN
            listen c                                                                          | UNKNOWN
            declare c cursor for select 1                                                     | UNKNOWN
            fetch all from c                                                                  | UNKNOWN
            prepare p as delete from t                                                        | UNKNOWN
            execute p                                                                         | UNKNOWN
            begin                                                                             | UNKNOWN
            ;                                                                                 | UNKNOWN
            """)
    void tellsWhatAStatementOfTheModelDoes(String sql, Access access) {
        assertThat(classifier.classify(sql, Origin.MODEL).access()).isEqualTo(access);
    }

    @ParameterizedTest
    @ValueSource(strings = {"select 1", "with t as (select 1) select * from t", "values (1)", "table t"})
    void neverFindsPlainSqlToBeARead(String sql) {
        assertThat(classifier.classify(sql, Origin.TEXT).access()).isEqualTo(Access.UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"delete from t", "select * from t for update", "select nextval('s')", "copy t from stdin"})
    void knowsWritesOfPlainSqlToo(String sql) {
        assertThat(classifier.classify(sql, Origin.TEXT).access()).isEqualTo(Access.WRITE);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            select 1                                               | SELECT
            ( ( select 1 ) )                                       | SELECT
            select * from t for no key update                      | SELECT FOR NO KEY UPDATE
            select * from t for share                              | SELECT FOR SHARE
            select a into b from t                                 | SELECT INTO
            values (1)                                             | VALUES
            with x as (select 1) select * from x                   | SELECT
            with x as (select 1) (select * from x for update)      | SELECT FOR UPDATE
            with x (a) as (select 1) insert into t select a from x | INSERT
            with x as (select 1) update t set a = 1                | UPDATE
            with x as (delete from t returning a) select a from x  | WITH ... DELETE
            with update as (select 1) select * from update         | SELECT
            insert into t values (1)                               | INSERT
            explain select 1                                       | EXPLAIN
            {call p(?)}                                            | CALL
            copy t (a) from stdin                                  | COPY FROM
            copy (select a from t) to stdout                       | COPY TO
            create table t (a int)                                 | CREATE TABLE
            create or replace temp view v as select 1              | CREATE VIEW
            create unique index concurrently i on t (a)            | CREATE INDEX
            drop materialized view v                               | DROP MATERIALIZED VIEW
            start transaction read only                            | START TRANSACTION
            set transaction read write                             | SET TRANSACTION
            set local work_mem = 1                                 | SET
            prepare transaction 'x'                                | PREPARE TRANSACTION
            commit prepared 'x'                                    | COMMIT PREPARED
            "select" 1                                             | UNKNOWN
            """)
    void namesTheKindByItsLeadingWords(String sql, String kind) {
        assertThat(classifier.classify(sql, Origin.TEXT).kind()).isEqualTo(kind);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "begin",
                "BEGIN WORK",
                "start transaction",
                "commit",
                "commit and chain",
                "end",
                "rollback",
                "rollback to savepoint x",
                "abort",
                "savepoint x",
                "release x",
                "prepare transaction 'x'",
                "commit prepared 'x'",
                "set transaction isolation level serializable",
                "set local transaction read write",
                "set session characteristics as transaction read write",
                "set transaction_read_only = off",
                "set local transaction_isolation to 'serializable'",
                "set session \"Transaction_Read_Only\" = off",
                "reset transaction_read_only",
                "select 1; commit",
                "select 1; /* x */ -- y\n COMMIT;",
                "select (1; commit",
                "select (1; commit)",
                "select $$ ; $$; rollback"
            })
    void findsTransactionControlAnywhereInTheText(String sql) {
        assertThat(classifier.classify(sql, Origin.TEXT).transactionControl()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select 'x; commit'",
                "select \"a; commit\" from t",
                "select 1 -- ; commit",
                "select 1 /* ; commit */",
                "select $a$ ; commit $a$",
                "select e'\\'; commit'",
                "select e'a'\n'\\'; commit'",
                "select commit from t",
                "set work_mem = 1",
                "set constraints all deferred",
                "start_up",
                "prepare p as select 1",
                "select a$b$ from t where c = $b$",
                "create function f() returns int begin atomic; select 1; end"
            })
    void takesNothingElseForTransactionControl(String sql) {
        assertThat(classifier.classify(sql, Origin.TEXT).transactionControl()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            select 1                                                    | 1
            select 1;                                                   | 1
            ;; select 1 ;; -- none                                      | 1
            select 1; select 2                                          | 2
            select ';'; select $$;$$; select ";"                        | 3
            select '\\'; select 2                                       | 2
            select e'\\'; select 2'                                     | 1
            create rule r as on insert to t do also (select 1; select 2) | 1
            create or replace function f() returns int language sql begin atomic select case when a then 1 end; select 2; end; select 3 | 2
            create function f() returns int as $$ begin; end; $$ language plpgsql | 1
            -- nothing                                                  | 0
            """)
    void countsStatements(String sql, int statements) {
        assertThat(classifier.classify(sql, Origin.TEXT).statements()).isEqualTo(statements);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "select 1                | select 1",
                "select 1;               | select 1",
                "select 1 -- c           | select 1 -- c",
                "select 1; -- c          | select 1",
                "select 1 ; ; /* c */    | select 1",
                "select ';' /* c; */     | select ';' /* c; */",
            })
    void tellsWhereTheStatementEnds(String sql, String statement) {
        assertThat(sql.substring(0, classifier.classify(sql, Origin.TEXT).end()))
                .isEqualTo(statement);
    }

    @Test
    void saysNothingOfAnEmptyText() {
        assertThat(classifier.classify("", Origin.MODEL))
                .isEqualTo(new StatementTraits("EMPTY", Access.UNKNOWN, false, false, 0, 0));
    }
}
