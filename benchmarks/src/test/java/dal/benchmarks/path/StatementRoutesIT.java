package dal.benchmarks.path;

import static org.assertj.core.api.Assertions.assertThat;

import dal.TenantDatabase;
import dal.cluster.Role;
import dal.error.InvalidUseException;
import dal.error.WriteOnReadRouteException;
import dal.tenant.TenantId;
import dal.testing.junit.Login;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import java.util.List;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What becomes of each plain text on a tenant's own DSL, and in a block of reads. On the DSL it goes to the primary, since nobody can prove what a text does; in
 * the block it is taken at the caller's word, unless it is a known write, and goes to the replica, whose server refuses what writes.
 */
@PostgresTest(replicas = 1, pools = "path/")
class StatementRoutesIT {

    private static final TenantId TENANT = TenantId.of("acme");

    /** It runs. */
    private static final String RUNS = "runs";

    /** Refused on the client, as a write, by its kind. */
    private static final String WRITES = "writes";

    /** Refused by the server, as a write. */
    private static final String SERVER = "server";

    /** Refused on the client, whatever the route: it would leave the transaction that binds the tenant. */
    private static final String MISUSE = "misuse";

    /** Each text, what becomes of it on the DSL, and what in a block of reads; five figures or letters are an SQLSTATE. */
    private static final String TABLE = """
            select 1                                                                  | runs   | runs
            select * from t                                                           | runs   | runs
            values (1), (2)                                                           | runs   | runs
            table t                                                                   | runs   | runs
            with x as (select 1 as a) select a from x                                 | runs   | runs
            with recursive x (n) as (select 1 union all select n + 1 from x where n < 3) select n from x | runs | runs
            select now(), random(), gen_random_uuid()                                 | runs   | runs
            select stable_one()                                                       | runs   | runs
            select * from plain_view                                                  | runs   | runs
            select count(*) from generate_series(1, 10)                               | runs   | runs
            select pg_is_in_recovery()                                                | runs   | runs
            select current_setting('app.tenant_id', true)                             | runs   | runs
            select pg_sleep(0)                                                        | runs   | runs
            show work_mem                                                             | runs   | runs
            explain select * from t                                                   | runs   | runs
            explain delete from t                                                     | runs   | runs
            explain (costs off) select * from t                                       | runs   | runs
            explain analyze select * from t                                           | runs   | runs
            /* delete from t */ select 1                                              | runs   | runs
            select 'delete from t; commit'                                            | runs   | runs
            select $$ insert into t $$                                                | runs   | runs
            insert into t values (1)                                                  | runs   | writes INSERT
            insert into t select 1                                                    | runs   | writes INSERT
            insert into t values (1) returning id                                     | runs   | writes INSERT
            insert into t values (1) on conflict do nothing                           | runs   | writes INSERT
            update t set id = 2                                                       | runs   | writes UPDATE
            update t set id = 2 where false                                           | runs   | writes UPDATE
            delete from t                                                             | runs   | writes DELETE
            merge into t using u on t.id = u.id when matched then delete              | runs   | writes MERGE
            truncate own                                                              | runs   | writes TRUNCATE
            -- select\\n delete from t                                                | runs   | writes DELETE
            with x as (select 1 as a) insert into t select a from x                   | runs   | writes INSERT
            with x as (insert into t values (1) returning id) select id from x        | runs   | writes WITH ... INSERT
            with x as (update t set id = 3 returning id) select id from x             | runs   | writes WITH ... UPDATE
            with x as (delete from t returning id) select id from x                   | runs   | writes WITH ... DELETE
            with x as (select 1), y as (delete from t returning id) select * from x   | runs   | writes WITH ... DELETE
            with x as (select 1 as a) update t set id = a from x                      | runs   | writes UPDATE
            with x as (select 1 as a) delete from t using x where id = a              | runs   | writes DELETE
            select * from t for update                                                | runs   | writes SELECT FOR UPDATE
            select * from t for no key update                                         | runs   | writes SELECT FOR NO KEY UPDATE
            select * from t for share                                                 | runs   | writes SELECT FOR SHARE
            select * from t for key share                                             | runs   | writes SELECT FOR KEY SHARE
            select * from t for update skip locked                                    | runs   | writes SELECT FOR UPDATE
            select * from (select * from t for update) x                              | runs   | writes SELECT FOR UPDATE
            select id into made_1 from t                                              | runs   | writes SELECT INTO
            select id into temp made_2 from t                                         | runs   | writes SELECT INTO
            select nextval('s')                                                       | runs   | writes SELECT
            select setval('s', 10)                                                    | 42501  | writes SELECT
            select pg_catalog.nextval('s')                                            | runs   | writes SELECT
            select pg_advisory_lock(1), pg_advisory_unlock(1)                         | runs   | writes SELECT
            select pg_advisory_xact_lock(1)                                           | runs   | writes SELECT
            select pg_try_advisory_xact_lock(1)                                       | runs   | writes SELECT
            select pg_notify('c', 'x')                                                | runs   | writes SELECT
            notify c                                                                  | runs   | writes NOTIFY
            listen c                                                                  | runs   | server
            unlisten c                                                                | runs   | runs
            select set_config('work_mem', '1MB', true)                                | runs   | runs
            set local work_mem = '1MB'                                                | runs   | runs
            select writes_one()                                                       | runs   | server
            select * from writes_one()                                                | runs   | server
            select * from writing_view                                                | runs   | server
            select public.writes_one() where true                                     | runs   | server
            select query_to_xml('select writes_one()', true, true, '')                | runs   | server
            select draws_one()                                                        | runs   | server
            explain analyze delete from t                                             | runs   | writes EXPLAIN
            explain (analyze, buffers) insert into t values (1)                       | runs   | writes EXPLAIN
            explain analyze select writes_one()                                       | runs   | server
            call does_one()                                                           | runs   | writes CALL
            do $$ begin insert into t values (1); end $$                              | runs   | writes DO
            copy t from stdin                                                         | 08P01  | writes COPY FROM
            copy (delete from t returning id) to stdout                               | 0A000  | writes COPY TO
            copy t to stdout                                                          | 0A000  | 0A000
            create table made_3 (id int)                                              | runs   | writes CREATE TABLE
            create temp table made_4 (id int)                                         | runs   | writes CREATE TABLE
            create temp view made_5 as select 1                                       | runs   | writes CREATE VIEW
            create index on own (id)                                                  | runs   | writes CREATE INDEX
            drop table if exists made_6                                               | runs   | writes DROP TABLE
            lock table own in access share mode                                       | runs   | writes LOCK
            analyze own                                                               | runs   | writes ANALYZE
            vacuum own                                                                | 25001  | writes VACUUM
            comment on table own is 'x'                                               | runs   | writes COMMENT
            grant select on own to public                                             | runs   | writes GRANT
            declare c cursor for select 1                                             | runs   | runs
            select 1; delete from t                                                   | misuse | misuse
            insert into t values (1); insert into t values (2)                        | misuse | misuse
            select 1; commit                                                          | misuse | misuse
            begin                                                                     | misuse | misuse
            commit                                                                    | misuse | misuse
            rollback                                                                  | misuse | misuse
            savepoint x                                                               | misuse | misuse
            set transaction read write                                                | misuse | misuse
            set transaction_read_only = off                                           | misuse | misuse
            prepare transaction 'x'                                                   | misuse | misuse
            """;

    private static WholeLayer layer;

    record Row(String sql, String onDsl, String inRead) {

        static Row of(String line) {
            String[] cells = line.split("\\s*\\|(?=[^|]*(\\|[^|]*)?$)\\s*");
            return new Row(cells[0].strip().replace("\\n", "\n"), cells[1].strip(), cells[2].strip());
        }

        @Override
        public String toString() {
            return sql;
        }
    }

    static Stream<Row> rows() {
        return TABLE.lines().map(Row::of);
    }

    @BeforeAll
    static void start(TestDatabase database) {
        Login app = database.applicationRole();
        database.execute("""
                create table t (id int);
                create table u (id int);
                insert into u values (1);
                create sequence s;
                grant create on schema public to %1$s;
                create function stable_one() returns int stable language sql as 'select 1';
                create function writes_one() returns int language sql as 'insert into t values (1) returning id';
                create function draws_one() returns bigint language plpgsql as 'begin return nextval(''s''); end';
                create procedure does_one() language sql as 'insert into t values (1)';
                create view plain_view as select * from t;
                create view writing_view as select writes_one() as id;
                set role %1$s;
                create table own (id int);
                """.formatted(app.user()));
        layer = WholeLayer.over(database);
    }

    @AfterAll
    static void stop() {
        layer.close();
    }

    @Test
    void theTableIsAsLongAsItIsSaidToBe() {
        List<Row> rows = rows().toList();
        assertThat(rows).hasSize(93);
        assertThat(rows).extracting(Row::sql).doesNotHaveDuplicates();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void plainSqlOnTheTenantsOwnDslGoesToThePrimary(Row row) {
        layer.served().forget();
        TenantDatabase database = layer.databases().database(TENANT);

        assertThat(outcome(() -> database.dsl().execute(row.sql()))).isEqualTo(row.onDsl());

        assertThat(layer.served().roles()).containsOnly(Role.PRIMARY);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void inABlockOfReadsItGoesToTheReplicaOrNowhere(Row row) {
        layer.served().forget();
        TenantDatabase database = layer.databases().database(TENANT);

        assertThat(outcome(() -> database.read((DSLContext dsl) -> dsl.execute(row.sql()))))
                .isEqualTo(row.inRead());

        assertThat(layer.served().roles()).containsOnly(Role.REPLICA);
    }

    private static String outcome(Runnable call) {
        try {
            call.run();
            return RUNS;
        } catch (WriteOnReadRouteException refused) {
            String message = String.valueOf(refused.getMessage());
            int writes = message.indexOf(" writes, and was not sent");
            return writes < 0 ? SERVER : WRITES + " " + message.substring(0, writes);
        } catch (InvalidUseException refused) {
            return MISUSE;
        } catch (DataAccessException failed) {
            return failed.sqlState();
        }
    }
}
