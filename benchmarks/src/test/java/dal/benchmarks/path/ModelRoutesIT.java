package dal.benchmarks.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.exists;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.function;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.lower;
import static org.jooq.impl.DSL.max;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.rowNumber;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.selectOne;
import static org.jooq.impl.DSL.sequence;
import static org.jooq.impl.DSL.sql;
import static org.jooq.impl.DSL.table;
import static org.jooq.impl.DSL.val;

import dal.cluster.Role;
import dal.tenant.TenantId;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Where statements built with the DSL go by themselves: to a replica only if they provably read. */
@PostgresTest(replicas = 1, pools = "path/")
class ModelRoutesIT {

    private static final TenantId TENANT = TenantId.of("acme");
    private static final Table<Record> T = table(name("t"));
    private static final Field<Integer> ID = field(name("id"), Integer.class);
    private static final Field<String> TEXT = field(name("text"), String.class);

    /** What the server says of itself: only a replica has a process that receives the log. */
    private static final Field<Boolean> ON_A_REPLICA =
            field(exists(selectOne().from(table(name("pg_catalog", "pg_stat_wal_receiver")))));

    private static WholeLayer layer;

    record Statement(String name, Role expected, Function<DSLContext, ?> run) {

        @Override
        public String toString() {
            return name;
        }
    }

    private static Statement replica(String name, Function<DSLContext, ?> run) {
        return new Statement(name, Role.REPLICA, run);
    }

    private static Statement primary(String name, Function<DSLContext, ?> run) {
        return new Statement(name, Role.PRIMARY, run);
    }

    static Stream<Statement> statements() {
        return Stream.of(
                replica("select", dsl -> dsl.select(ID).from(T).fetch()),
                replica("selectFrom", dsl -> dsl.selectFrom(T).fetch()),
                replica("fetchCount", dsl -> dsl.fetchCount(T)),
                replica("fetchExists", dsl -> dsl.fetchExists(T, ID.eq(1))),
                replica("fetchValue", dsl -> dsl.fetchValue(select(max(ID)).from(T))),
                replica("fetchLazy", dsl -> {
                    try (var cursor = dsl.selectFrom(T).fetchSize(1).fetchLazy()) {
                        return cursor.fetch();
                    }
                }),
                replica("fetchStream", dsl -> {
                    try (var rows = dsl.selectFrom(T).fetchStream()) {
                        return rows.count();
                    }
                }),
                replica("fetchMany", dsl -> dsl.selectFrom(T).fetchMany()),
                replica(
                        "aggregate and window",
                        dsl -> dsl.select(count(), rowNumber().over())
                                .from(T)
                                .groupBy(ID)
                                .fetch()),
                replica(
                        "union",
                        dsl -> dsl.select(ID).from(T).union(select(val(3))).fetch()),
                replica(
                        "common table expression",
                        dsl -> dsl.with("x")
                                .as(select(ID).from(T))
                                .selectFrom(table(name("x")))
                                .fetch()),
                replica(
                        "values",
                        dsl -> dsl.selectFrom(org.jooq
                                        .impl
                                        .DSL
                                        .values(org.jooq.impl.DSL.row(1))
                                        .as("v"))
                                .fetch()),
                replica("known function", dsl -> dsl.select(lower(TEXT)).from(T).fetch()),
                replica(
                        "literal that looks like a write",
                        dsl -> dsl.select(inline("delete from t; commit")).fetch()),
                primary("forUpdate", dsl -> dsl.selectFrom(T).forUpdate().fetch()),
                primary(
                        "forNoKeyUpdate",
                        dsl -> dsl.selectFrom(T).forNoKeyUpdate().fetch()),
                primary("forShare", dsl -> dsl.selectFrom(T).forShare().fetch()),
                primary("forKeyShare", dsl -> dsl.selectFrom(T).forKeyShare().fetch()),
                primary(
                        "forUpdate in a derived table",
                        dsl -> dsl.selectFrom(selectOne().from(T).forUpdate().asTable("x"))
                                .fetch()),
                primary("nextval", dsl -> dsl.nextval(sequence(name("s")))),
                primary(
                        "currval after nextval",
                        dsl -> dsl.select(sequence(name("s")).nextval()).fetch()),
                primary(
                        "function of the application's",
                        dsl -> dsl.select(function(name("stable_one"), SQLDataType.INTEGER))
                                .fetch()),
                primary(
                        "table function of the application's",
                        dsl -> dsl.selectFrom(table("stable_one()")).fetch()),
                primary(
                        "set_config",
                        dsl -> dsl.select(function(
                                        name("set_config"), SQLDataType.VARCHAR, val("app.x"), val("1"), val(true)))
                                .fetch()),
                primary(
                        "advisory lock",
                        dsl -> dsl.select(function(name("pg_advisory_xact_lock"), SQLDataType.OTHER, val(1L)))
                                .fetch()),
                replica(
                        "plain SQL as a condition that only reads",
                        dsl -> dsl.selectFrom(T).where("id = ?", 1).fetch()),
                primary(
                        "plain SQL as a condition that calls",
                        dsl -> dsl.selectFrom(T).where("id = stable_one()").fetch()),
                primary("plain SQL query", dsl -> dsl.fetch("select id from t")),
                primary(
                        "plain SQL result query",
                        dsl -> dsl.resultQuery(sql("select id from t")).fetch()),
                primary("insert", dsl -> dsl.insertInto(T, ID).values(1).execute()),
                primary(
                        "insert returning",
                        dsl -> dsl.insertInto(T, ID).values(1).returning(ID).fetch()),
                primary(
                        "update",
                        dsl -> dsl.update(T).set(TEXT, "x").where(noCondition()).execute()),
                primary("delete", dsl -> dsl.deleteFrom(T).where(ID.eq(99)).execute()),
                primary(
                        "merge",
                        dsl -> dsl.mergeInto(T)
                                .using(selectOne())
                                .on(ID.eq(1))
                                .whenMatchedThenUpdate()
                                .set(TEXT, "y")
                                .execute()),
                primary(
                        "common table expression that deletes",
                        dsl -> dsl.with("x")
                                .as(org.jooq.impl.DSL.resultQuery("delete from t where id = 98 returning id"))
                                .selectFrom(table(name("x")))
                                .fetch()),
                primary("truncate", dsl -> dsl.truncate(name("own")).execute()),
                primary(
                        "create table",
                        dsl -> dsl.createTable(name("made")).column(ID).execute()),
                primary(
                        "create temporary table",
                        dsl -> dsl.createTemporaryTable(name("passing"))
                                .column(ID)
                                .execute()),
                primary("explain", dsl -> dsl.explain(dsl.selectFrom(T))),
                primary(
                        "batch of selects",
                        dsl -> dsl.batch(dsl.selectFrom(T), dsl.selectFrom(T)).execute()),
                primary(
                        "batch of inserts",
                        dsl -> dsl.batch(
                                        dsl.insertInto(T, ID).values(5),
                                        dsl.insertInto(T, ID).values(6))
                                .execute()),
                primary(
                        "batch of binds",
                        dsl -> dsl.batch(dsl.insertInto(T, ID).values((Integer) null))
                                .bind(7)
                                .bind(8)
                                .execute()));
    }

    @BeforeAll
    static void start(TestDatabase database) {
        database.execute("""
                create table t (id int, text text);
                create sequence s;
                create function stable_one() returns int stable language sql as 'select 1';
                grant create on schema public to %1$s;
                set role %1$s;
                create table own (id int);
                """.formatted(database.applicationRole().user()));
        layer = WholeLayer.over(database);
    }

    @AfterAll
    static void stop() {
        layer.close();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("statements")
    void goesWhereItBelongs(Statement statement) {
        layer.served().forget();

        Object answer = statement.run().apply(layer.databases().database(TENANT).dsl());

        assertThat(layer.served().roles()).as("answered: %s", answer).containsOnly(statement.expected());
    }

    @Test
    void theServersThemselvesSayWhoAnswered() {
        DSLContext dsl = layer.databases().database(TENANT).dsl();

        assertThat(dsl.select(ON_A_REPLICA).fetchSingle().value1()).isTrue();
        assertThat(dsl.select(ON_A_REPLICA).from(T).forUpdate().fetch(ON_A_REPLICA))
                .doesNotContain(true);
        assertThat(dsl.insertInto(T, ID)
                        .values(1)
                        .returning(ON_A_REPLICA)
                        .fetchSingle()
                        .get(ON_A_REPLICA))
                .isFalse();
    }
}
