package dal.telemetry.internal.statement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.table;

import dal.spi.Execution.Kind;
import dal.telemetry.Executions;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class StatementDescriptionsTest {

    private final StatementDescriptions descriptions = new StatementDescriptions(10);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "select * from orders | SELECT | orders | SELECT orders",
                "select * from public.\"orders\" as o join customers c using (id) | SELECT | | SELECT orders customers",
                "select * from a, b x, only c where d in (?, ?) | SELECT | | SELECT a b c",
                "select * from (a join b on a.i = b.i), c | SELECT | | SELECT a b c",
                "select extract(year from d), a is distinct from b from t | SELECT | t | SELECT t",
                "select * from t where id in (select tid from u) | SELECT | | SELECT t SELECT u",
                "select * from generate_series(?, ?) as g | SELECT | | SELECT",
                "select ? | SELECT | | SELECT",
                "select * from t for no key update of t | SELECT | t | SELECT t",
                "(select * from a) union all (select * from b) | SELECT | | SELECT a SELECT b",
                "with q as (select * from a), r (x) as materialized (select * from q) select x as y from r join b on true "
                        + "| SELECT | | SELECT a SELECT SELECT b",
                "with q as (delete from a returning *) insert into b select * from q | INSERT | | DELETE a INSERT b SELECT",
                "insert into s.orders (id) values (?) on conflict (id) do update set n = ? returning id "
                        + "| INSERT | orders | INSERT orders",
                "insert into shipments select id from orders | INSERT | | INSERT shipments SELECT orders",
                "update orders set n = ? from customers where x | UPDATE | | UPDATE orders customers",
                "delete from only orders using customers c where x | DELETE | | DELETE orders customers",
                "merge into t using s on t.i = s.i when matched then update set a = b when not matched then insert (a) "
                        + "values (b) | MERGE | | MERGE t s",
                "truncate table a | TRUNCATE | a | TRUNCATE a",
                "create table x as select * from y | CREATE TABLE | | CREATE TABLE x SELECT y",
                "create index i on t (c) | CREATE INDEX | | CREATE INDEX",
                "explain select * from t | EXPLAIN | t | EXPLAIN SELECT t",
                "call p(?) | CALL | | CALL",
                "frobnicate the database | OTHER | | OTHER",
                "-- only a comment | OTHER | | OTHER",
            })
    void readsCommandAndTables(String sql, String operation, String collection, String summary) {
        StatementDescription description = descriptions.describe(Executions.statement(sql));

        assertThat(description.operation()).isEqualTo(operation);
        assertThat(description.collection()).isEqualTo(collection);
        assertThat(description.summary()).isEqualTo(summary);
    }

    @Test
    void readsWhatJooqRendersAndKeepsNoInlinedValue() {
        DSLContext dsl = DSL.using(SQLDialect.POSTGRES);
        String sql = dsl.renderInlined(dsl.insertInto(table(name("shop", "orders")))
                .columns(field(name("id"), Long.class), field(name("note"), String.class))
                .select(select(field(name("id"), Long.class), DSL.val("it's s3cr3t \\' $$"))
                        .from(table(name("shop", "customers")))
                        .where(field(name("pin"), Integer.class).eq(4711)))
                .onConflictDoNothing());

        StatementDescription description = descriptions.describe(Executions.statement(sql));

        assertThat(sql).contains("s3cr3t", "4711");
        assertThat(description.summary()).isEqualTo("INSERT orders SELECT customers");
        assertThat(description.text()).doesNotContain("s3cr3t", "4711").contains("\"pin\" = ?");
    }

    @Test
    void namesNoSchemaSinceThatMayBeTheTenant() {
        assertThat(descriptions
                        .describe(Executions.statement("select * from tenant_acme.orders"))
                        .summary())
                .isEqualTo("SELECT orders");
    }

    @Test
    void saysOfABatchThatItIsOne() {
        StatementDescription description =
                descriptions.describe(Executions.of(Kind.BATCH, "insert into orders values (?)"));

        assertThat(description.operation()).isEqualTo("BATCH INSERT");
        assertThat(description.summary()).isEqualTo("BATCH INSERT orders");
        assertThat(description.collection()).isEqualTo("orders");
        assertThat(descriptions.describe(Executions.of(Kind.BATCH, null)).summary())
                .isEqualTo("BATCH");
    }

    @Test
    void keepsASummaryWithinTheConventionsBoundWithoutCuttingAName() {
        String sql = "select * from " + "t_with_a_rather_long_name_%d, ".repeat(20) + "last";
        StringBuilder distinct = new StringBuilder(sql);
        for (int i = distinct.indexOf("%d"), n = 10; i >= 0; i = distinct.indexOf("%d"), n++) {
            distinct.replace(i, i + 2, Integer.toString(n));
        }

        String summary =
                descriptions.describe(Executions.statement(distinct.toString())).summary();

        assertThat(summary.length()).isBetween(200, 255);
        assertThat(summary.split(" ")).allMatch(part -> part.matches("SELECT|last|t_with_a_rather_long_name_\\d\\d"));
    }

    @Test
    void remembersATextInUseAndForgetsOthersBeyondItsCapacity() {
        StatementDescription used = descriptions.describe(Executions.statement("select * from used"));
        StatementDescription unused = descriptions.describe(Executions.statement("select * from unused"));

        for (int i = 0; i < 100; i++) {
            descriptions.describe(Executions.statement("select * from t" + i));
            assertThat(descriptions.describe(Executions.statement(new String("select * from used"))))
                    .isSameAs(used);
        }

        assertThat(descriptions.describe(Executions.statement("select * from unused")))
                .isEqualTo(unused)
                .isNotSameAs(unused);
    }

    @Test
    void holdsNoMoreThanItsCapacity() {
        RecentlyUsed<String> cache = new RecentlyUsed<>(10);
        for (int i = 0; i < 1_000; i++) {
            cache.put("k" + i, "v");
            assertThat(cache.size()).isLessThanOrEqualTo(10);
        }
    }
}
