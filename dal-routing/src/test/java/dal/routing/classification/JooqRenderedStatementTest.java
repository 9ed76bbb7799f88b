package dal.routing.classification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jooq.impl.DSL.*;
import static org.jooq.impl.SQLDataType.*;

import dal.spi.StatementClassifier.Origin;
import dal.spi.StatementTraits.Access;
import java.sql.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.JSONB;
import org.jooq.Name;
import org.jooq.Query;
import org.jooq.Record;
import org.jooq.SQLDialect;
import org.jooq.Table;
import org.jooq.conf.RenderNameCase;
import org.jooq.conf.RenderQuotedNames;
import org.jooq.conf.Settings;
import org.jooq.impl.DSL;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What jOOQ really renders: the classifier has to follow it, or every read ends on the primary. */
class JooqRenderedStatementTest {

    private static final DSLContext QUOTED = DSL.using(SQLDialect.POSTGRES);
    private static final DSLContext UNQUOTED = DSL.using(
            SQLDialect.POSTGRES,
            new Settings()
                    .withRenderQuotedNames(RenderQuotedNames.NEVER)
                    .withRenderNameCase(RenderNameCase.LOWER)
                    .withRenderFormatted(true));

    private static final Table<Record> ORDERS = table(name("shop", "orders"));
    private static final Table<Record> CUSTOMERS = table(name("shop", "customers"));
    private static final Field<Long> ID = field(name("orders", "id"), BIGINT);
    private static final Field<Long> CUSTOMER = field(name("orders", "customer_id"), BIGINT);
    private static final Field<java.math.BigDecimal> TOTAL = field(name("orders", "total"), NUMERIC(12, 2));
    private static final Field<java.sql.Timestamp> PLACED = field(name("orders", "placed_at"), TIMESTAMP);
    private static final Field<String> STATUS = field(name("orders", "status"), VARCHAR(20));
    private static final Field<JSONB> DATA = field(name("orders", "data"), org.jooq.impl.SQLDataType.JSONB);
    private static final Field<String[]> TAGS = field(name("orders", "tags"), VARCHAR.getArrayDataType());
    private static final Field<Long> CUSTOMER_ID = field(name("customers", "id"), BIGINT);
    private static final Field<String> CUSTOMER_NAME = field(name("customers", "name"), VARCHAR);

    static Stream<Arguments> reads() {
        Map<String, Query> reads = new LinkedHashMap<>();
        DSLContext d = QUOTED;
        reads.put("plain columns", d.select(ID, STATUS).from(ORDERS).where(ID.eq(1L)));
        reads.put(
                "join",
                d.select()
                        .from(ORDERS)
                        .join(CUSTOMERS)
                        .on(CUSTOMER.eq(CUSTOMER_ID))
                        .leftJoin(table(name("x")))
                        .on(trueCondition()));
        reads.put(
                "nested join",
                d.select()
                        .from(ORDERS.join(CUSTOMERS.crossJoin(table(name("y")))).on(CUSTOMER.eq(CUSTOMER_ID))));
        reads.put(
                "common table",
                d.with("t", "a", "b")
                        .as(select(ID, TOTAL).from(ORDERS))
                        .select()
                        .from(table(name("t"))));
        reads.put(
                "two common tables",
                d.with("t", "a")
                        .as(select(ID).from(ORDERS))
                        .with("u", "b")
                        .asMaterialized(select(CUSTOMER_ID).from(CUSTOMERS))
                        .select()
                        .from(table(name("t")), table(name("u"))));
        Name r = name("r");
        reads.put(
                "recursive",
                d.withRecursive("r", "n")
                        .as(select(inline(1))
                                .unionAll(select(field(name("r", "n"), INTEGER).plus(1))
                                        .from(table(r))
                                        .where(field(name("r", "n"), INTEGER).lt(5))))
                        .select()
                        .from(table(r)));
        reads.put(
                "common table that is values",
                d.with("t", "a")
                        .as(select(field(name("v", "a"), INTEGER))
                                .from(values(row(1), row(2)).as("v", "a")))
                        .select()
                        .from(table(name("t"))));
        reads.put(
                "window",
                d.select(
                                rowNumber().over(partitionBy(CUSTOMER).orderBy(PLACED.desc())),
                                sum(TOTAL)
                                        .over()
                                        .partitionBy(CUSTOMER)
                                        .orderBy(PLACED)
                                        .rowsBetweenUnboundedPreceding()
                                        .andCurrentRow(),
                                lag(TOTAL, 1).over(orderBy(PLACED)))
                        .from(ORDERS));
        reads.put(
                "named window",
                d.select(sum(TOTAL).over(name("w")))
                        .from(ORDERS)
                        .window(name("w").as(partitionBy(CUSTOMER))));
        reads.put(
                "window of a window",
                d.select(sum(TOTAL).over(name("w")))
                        .from(ORDERS)
                        .window(name("w").as(orderBy(CUSTOMER))));
        reads.put(
                "multiset",
                d.select(
                                CUSTOMER_NAME,
                                multiset(select(ID, TOTAL, PLACED).from(ORDERS).where(CUSTOMER.eq(CUSTOMER_ID)))
                                        .as("orders"))
                        .from(CUSTOMERS));
        reads.put(
                "nested multiset",
                d.select(multiset(select(ID, multiset(select(CUSTOMER_NAME).from(CUSTOMERS)))
                        .from(ORDERS))));
        reads.put(
                "multiset aggregate",
                d.select(CUSTOMER, multisetAgg(ID, TOTAL)).from(ORDERS).groupBy(CUSTOMER));
        reads.put(
                "row",
                d.select(row(ID, STATUS).as("r"))
                        .from(ORDERS)
                        .where(row(ID, CUSTOMER).in(List.of(row(1L, 2L), row(3L, 4L)))));
        reads.put(
                "row comparison",
                d.select(ID)
                        .from(ORDERS)
                        .where(row(ID, CUSTOMER).gt(row(1L, 2L)))
                        .orderBy(ID)
                        .seek(5L)
                        .limit(10));
        reads.put(
                "lateral",
                d.select()
                        .from(
                                CUSTOMERS,
                                lateral(select(max(TOTAL)).from(ORDERS).where(CUSTOMER.eq(CUSTOMER_ID)))
                                        .as("l", "m")));
        reads.put(
                "derived table with columns",
                d.select().from(select(ID, TOTAL).from(ORDERS).asTable("t", "a", "b")));
        reads.put("values", d.select().from(values(row(1, "a"), row(2, "b")).as("v", "n", "s")));
        reads.put("values alone", d.selectFrom(values(row(1, "a"))));
        reads.put(
                "array",
                d.select(array(1, 2), arrayAgg(ID).orderBy(ID), arrayAggDistinct(STATUS))
                        .from(ORDERS));
        reads.put("array of select", d.select(array(select(ID).from(ORDERS))));
        reads.put("unnest", d.select().from(unnest(array(1, 2, 3)).as("u", "n")));
        reads.put(
                "any of array",
                d.select(ID).from(ORDERS).where(STATUS.eq(any(TAGS))).and(val("x").eq(any("a", "b"))));
        reads.put(
                "array functions",
                d.select(
                                cardinality(TAGS),
                                arrayConcat(TAGS, TAGS),
                                arrayAppend(TAGS, "x"),
                                arrayRemove(TAGS, "y"),
                                arrayGet(TAGS, 1),
                                arrayOverlap(TAGS, TAGS),
                                arrayToString(TAGS, inline(",")))
                        .from(ORDERS));
        reads.put("array lambda", d.select(arrayFilter(TAGS, e -> e.ne("x"))).from(ORDERS));
        reads.put(
                "cast",
                d.select(
                                cast(ID, VARCHAR(10)),
                                cast(STATUS, NUMERIC(10, 2)),
                                cast(STATUS, TIMESTAMP(3)),
                                ID.cast(INTEGER),
                                cast(STATUS, VARCHAR.getArrayDataType()))
                        .from(ORDERS));
        reads.put(
                "try cast to char",
                d.select(
                                cast(STATUS, CHAR(3)),
                                cast(STATUS, VARBINARY),
                                cast(STATUS, TIMESTAMPWITHTIMEZONE(3)),
                                cast(STATUS, TIME(2)))
                        .from(ORDERS));
        reads.put(
                "strings",
                d.select(
                                lower(STATUS),
                                upper(STATUS),
                                trim(STATUS),
                                ltrim(STATUS),
                                substring(STATUS, 1, 2),
                                position(STATUS, "a"),
                                replace(STATUS, "a", "b"),
                                lpad(STATUS, inline(3)),
                                concat(STATUS, STATUS),
                                length(STATUS),
                                DSL.left(STATUS, 1),
                                DSL.right(STATUS, 1),
                                repeat(STATUS, 2),
                                reverse(STATUS),
                                md5(STATUS),
                                splitPart(STATUS, "a", 1),
                                translate(STATUS, "a", "b"),
                                ascii(STATUS),
                                overlay(STATUS, "x", 1),
                                space(ID))
                        .from(ORDERS));
        reads.put(
                "string_agg",
                d.select(
                                listAgg(STATUS, ",").withinGroupOrderBy(ID),
                                DSL.groupConcat(STATUS),
                                groupConcatDistinct(STATUS))
                        .from(ORDERS));
        reads.put(
                "numbers",
                d.select(
                                abs(ID),
                                ceil(TOTAL),
                                floor(TOTAL),
                                round(TOTAL, 2),
                                trunc(TOTAL, 1),
                                power(ID, 2),
                                sqrt(ID),
                                ID.mod(3),
                                sign(ID),
                                exp(ID),
                                ln(ID),
                                log(ID, 2),
                                log10(ID),
                                greatest(ID, CUSTOMER),
                                least(ID, CUSTOMER),
                                rand(),
                                pi(),
                                deg(TOTAL),
                                cosh(ID),
                                widthBucket(
                                        TOTAL,
                                        inline(java.math.BigDecimal.ONE),
                                        inline(java.math.BigDecimal.TEN),
                                        inline(5)),
                                bitAnd(ID, 3L),
                                bitCount(ID),
                                shl(ID, 2),
                                ID.div(2L),
                                ID.neg(),
                                cbrt(ID))
                        .from(ORDERS));
        reads.put(
                "case",
                d.select(
                                when(STATUS.eq("a"), 1).otherwise(2),
                                choose(STATUS).when("a", 1).otherwise(3),
                                coalesce(STATUS, "x"),
                                nvl(STATUS, "y"),
                                nullif(STATUS, "z"),
                                nvl2(STATUS, 1, 2),
                                decode(STATUS, "a", "b"),
                                iif(ID.eq(1L), 1, 2))
                        .from(ORDERS));
        reads.put(
                "union",
                d.select(ID)
                        .from(ORDERS)
                        .union(select(CUSTOMER_ID).from(CUSTOMERS))
                        .except(select(inline(1L)))
                        .intersect(select(inline(2L))));
        reads.put(
                "union with order and limit",
                d.select(ID)
                        .from(ORDERS)
                        .orderBy(ID)
                        .limit(3)
                        .unionAll(select(CUSTOMER_ID).from(CUSTOMERS).limit(2))
                        .orderBy(1)
                        .limit(5)
                        .offset(1));
        reads.put(
                "limit and fetch",
                d.select(ID).from(ORDERS).orderBy(ID).limit(10).offset(20));
        reads.put("with ties", d.select(ID).from(ORDERS).orderBy(ID).limit(10).withTies());
        reads.put(
                "json operators",
                d.select(jsonbGetAttributeAsText(DATA, "a"), jsonbGetElement(DATA, 1), jsonbKeyExists(DATA, "a"))
                        .from(ORDERS));
        reads.put(
                "json functions",
                d.select(
                                jsonObject(key("a").value(ID), key("b").value(STATUS)),
                                jsonArray(ID, CUSTOMER),
                                jsonbArrayAgg(STATUS),
                                jsonbObjectAgg(STATUS, ID),
                                jsonbValue(DATA, "$.a"),
                                jsonbArrayLength(DATA))
                        .from(ORDERS)
                        .groupBy(ID));
        reads.put(
                "json with null handling",
                d.select(
                                jsonObject(key("a").value(ID)).absentOnNull(),
                                jsonArrayAgg(ID).absentOnNull(),
                                jsonArrayAgg(ID).orderBy(ID))
                        .from(ORDERS)
                        .groupBy(ID));
        reads.put("json exists", d.select(ID).from(ORDERS).where(jsonbExists(DATA, "$.a")));
        reads.put(
                "json table",
                d.select()
                        .from(jsonbTable(DATA, inline("$[*]"))
                                .column("a", INTEGER)
                                .path("$.a")
                                .column("b", VARCHAR(10))
                                .path("$.b")
                                .as("j")));
        reads.put(
                "xml",
                d.select(
                                xmlelement(name("a"), xmlattributes(STATUS.as("s")), xmlagg(xmlelement("b", ID))),
                                xmlforest(STATUS.as("x")),
                                xmlconcat(xmlcomment("x")))
                        .from(ORDERS)
                        .groupBy(STATUS));
        reads.put(
                "xml table",
                d.select()
                        .from(xmltable("//a")
                                .passing(xmlparseContent("<a/>"))
                                .column("b", INTEGER)
                                .path("@b")
                                .as("x")));
        reads.put(
                "date arithmetic",
                d.select(
                                currentTimestamp(),
                                currentDate(),
                                currentTime(),
                                now(),
                                currentLocalDateTime(),
                                currentOffsetDateTime(),
                                currentTimestamp(3),
                                PLACED.add(3),
                                timestampDiff(PLACED, currentTimestamp()),
                                dateDiff(currentDate(), currentDate()),
                                timestampAdd(PLACED, 3, org.jooq.DatePart.DAY),
                                dateAdd(currentDate(), 1, org.jooq.DatePart.MONTH),
                                localDateAdd(currentLocalDate(), 1))
                        .from(ORDERS));
        reads.put(
                "date parts",
                d.select(
                                extract(PLACED, org.jooq.DatePart.YEAR),
                                year(PLACED),
                                DSL.trunc(PLACED, org.jooq.DatePart.MONTH),
                                dayOfWeek(PLACED),
                                week(PLACED),
                                quarter(PLACED),
                                toChar(PLACED, "YYYY"),
                                toTimestamp("x", "y"),
                                toDate("x", "y"),
                                date("2020-01-01"),
                                timestamp("2020-01-01 00:00:00"),
                                inline(Date.valueOf("2020-01-01")),
                                century(PLACED),
                                isoDayOfWeek(PLACED))
                        .from(ORDERS));
        reads.put(
                "interval",
                d.select(
                                PLACED.add(new org.jooq.types.DayToSecond(1)),
                                PLACED.sub(new org.jooq.types.YearToMonth(1, 2)),
                                inline(new org.jooq.types.DayToSecond(3)))
                        .from(ORDERS));
        reads.put(
                "aggregates",
                d.select(
                                count(),
                                count(ID),
                                countDistinct(ID),
                                countDistinct(ID, CUSTOMER),
                                sum(TOTAL),
                                avg(TOTAL),
                                min(ID),
                                max(ID),
                                stddevPop(TOTAL),
                                varSamp(TOTAL),
                                median(TOTAL),
                                mode(STATUS),
                                percentileCont(0.9).withinGroupOrderBy(TOTAL),
                                boolAnd(ID.eq(1L)),
                                every(ID.eq(2L)),
                                product(TOTAL),
                                bitOrAgg(ID),
                                anyValue(STATUS),
                                regrSlope(TOTAL, TOTAL),
                                covarPop(TOTAL, TOTAL),
                                count().filterWhere(ID.gt(3L)),
                                sum(TOTAL).filterWhere(STATUS.eq("x")),
                                rank(inline(1)).withinGroupOrderBy(ID),
                                maxBy(ID, TOTAL))
                        .from(ORDERS));
        reads.put(
                "filtered window",
                d.select(
                                count().filterWhere(ID.gt(3L)).over(partitionBy(CUSTOMER)),
                                firstValue(ID).over(orderBy(ID)),
                                nthValue(ID, 2).ignoreNulls().over(orderBy(ID)),
                                ntile(4).over(orderBy(ID)),
                                percentRank().over(orderBy(ID)),
                                ratioToReport(TOTAL).over())
                        .from(ORDERS));
        reads.put(
                "grouping sets",
                d.select(CUSTOMER, STATUS, grouping(CUSTOMER), count())
                        .from(ORDERS)
                        .groupBy(groupingSets(new Field<?>[] {CUSTOMER}, new Field<?>[] {STATUS}, new Field<?>[] {})));
        reads.put(
                "rollup and cube",
                d.select(CUSTOMER, count()).from(ORDERS).groupBy(rollup(CUSTOMER, STATUS), cube(PLACED)));
        reads.put(
                "cube behind a column",
                d.select(CUSTOMER, count())
                        .from(ORDERS)
                        .groupBy(STATUS, cube(CUSTOMER))
                        .having(count().gt(1)));
        reads.put(
                "exists and in",
                d.select(ID)
                        .from(ORDERS)
                        .where(exists(selectOne().from(CUSTOMERS)))
                        .and(CUSTOMER.in(select(CUSTOMER_ID).from(CUSTOMERS)))
                        .andNot(ID.notIn(1L, 2L))
                        .andNotExists(selectOne()));
        reads.put(
                "quantified",
                d.select(ID)
                        .from(ORDERS)
                        .where(ID.gt(all(select(CUSTOMER_ID).from(CUSTOMERS))))
                        .and(ID.eq(any(1L, 2L))));
        reads.put("fetchExists", d.select(inline(1)).where(exists(select(ID).from(ORDERS))));
        reads.put("fetchCount", d.selectCount().from(select(ID).from(ORDERS).asTable("q")));
        reads.put(
                "predicates",
                d.select(ID)
                        .from(ORDERS)
                        .where(STATUS.like("a%"))
                        .and(STATUS.likeIgnoreCase("b", '!'))
                        .and(STATUS.notLike("c"))
                        .and(STATUS.contains("d"))
                        .and(STATUS.startsWith("e"))
                        .and(STATUS.likeRegex("f"))
                        .and(STATUS.similarTo("g"))
                        .and(ID.between(1L, 2L))
                        .and(ID.betweenSymmetric(2L, 1L))
                        .and(ID.isDistinctFrom(3L))
                        .and(STATUS.isNull())
                        .and(STATUS.like(any("a", "b")))
                        .and(STATUS.equalIgnoreCase("X")));
        reads.put(
                "overlaps", d.select(ID).from(ORDERS).where(row(PLACED, PLACED).overlaps(row(PLACED, PLACED))));
        reads.put(
                "distinct on",
                d.select(CUSTOMER, TOTAL)
                        .distinctOn(CUSTOMER)
                        .from(ORDERS)
                        .orderBy(CUSTOMER, TOTAL.desc().nullsLast()));
        reads.put("distinct", d.selectDistinct(lower(STATUS)).from(ORDERS));
        reads.put(
                "scalar subquery",
                d.select(field(select(max(TOTAL)).from(ORDERS)).as("m"), ID.plus(field(select(inline(1L)))))
                        .from(ORDERS));
        reads.put("generate_series", d.select().from(generateSeries(1, 10).as("g", "n")));
        reads.put("collate", d.select(STATUS.collate("C")).from(ORDERS).orderBy(STATUS.collate("C")));
        reads.put("uuid", d.select(uuid()));
        reads.put(
                "inlined dangerous words",
                d.select(inline("'; delete from t; --"), inline("for update")).from(ORDERS));
        reads.put(
                "identifiers that are words",
                d.select(field(name("update")), field(name("into")), field(name("t", "delete")))
                        .from(table(name("insert"))));
        reads.put(
                "a harmless template",
                d.select(field("lower({0})", VARCHAR, STATUS), condition("{0} @> {1}", DATA, DATA))
                        .from(ORDERS));
        reads.put("a sleeping template", d.select(field("pg_sleep({0})", Object.class, val(0.1))));
        reads.put(
                "known function by name",
                d.select(function("lower", VARCHAR, STATUS), aggregate("sum", BIGINT, ID))
                        .from(ORDERS));
        reads.put(
                "natural join",
                d.select()
                        .from(ORDERS)
                        .naturalJoin(CUSTOMERS)
                        .join(table(name("z")))
                        .using(field(name("id"))));
        reads.put(
                "semi and anti join",
                d.select()
                        .from(ORDERS)
                        .leftSemiJoin(CUSTOMERS)
                        .on(CUSTOMER.eq(CUSTOMER_ID))
                        .leftAntiJoin(CUSTOMERS)
                        .on(CUSTOMER.eq(CUSTOMER_ID)));
        return reads.entrySet().stream().flatMap(e -> both(e.getKey(), e.getValue()));
    }

    static Stream<Arguments> others() {
        Map<String, Query> others = new LinkedHashMap<>();
        DSLContext d = QUOTED;
        others.put("for update", d.select(ID).from(ORDERS).forUpdate());
        others.put(
                "for no key update", d.select(ID).from(ORDERS).forNoKeyUpdate().skipLocked());
        others.put("for share", d.select(ID).from(ORDERS).forShare().noWait());
        others.put("for key share", d.select(ID).from(ORDERS).forKeyShare().of(ORDERS));
        others.put(
                "lock within a subquery",
                d.select().from(select(ID).from(ORDERS).forUpdate().asTable("t")));
        others.put("sequence", d.select(sequence(name("shop", "s")).nextval()));
        others.put(
                "several of a sequence",
                d.select()
                        .from(generateSeries(1, 3))
                        .where(sequence(name("s"), BIGINT).nextval().gt(1L)));
        others.put("current value", d.select(sequence(name("s")).currval()));
        others.put(
                "insert in a common table",
                d.with("x")
                        .as(DSL.insertInto(ORDERS, ID).values(1L).returning(ID))
                        .select()
                        .from(table(name("x"))));
        others.put(
                "delete in a common table",
                d.with("x").as(DSL.deleteFrom(ORDERS).returning(ID)).select().from(table(name("x"))));
        others.put(
                "update in a common table",
                d.with("x")
                        .as(DSL.update(ORDERS).set(TOTAL, TOTAL).returning(ID))
                        .select()
                        .from(table(name("x"))));
        others.put(
                "unknown function in a template",
                d.select(field("my_func({0})", VARCHAR, STATUS)).from(ORDERS));
        others.put(
                "unknown function by name",
                d.select(function("my_func", VARCHAR, STATUS), function(name("shop", "f"), VARCHAR))
                        .from(ORDERS));
        others.put(
                "unknown aggregate",
                d.select(aggregate(name("shop", "my_sum"), BIGINT, ID)).from(ORDERS));
        others.put(
                "table function", d.select().from(table("my_func({0})", val(1)).as("t", "a")));
        others.put("lock function", d.select(field("pg_advisory_xact_lock({0})", Object.class, val(1L))));
        others.put("setting", d.select(field("set_config({0}, {1}, true)", VARCHAR, val("a"), val("b"))));
        others.put("a template with two statements", d.select(field("1; delete from t")));
        others.put(
                "user operator",
                d.select(field("{0} operator(shop.+) {1}", ID, ID)).from(ORDERS));
        return others.entrySet().stream().flatMap(e -> both(e.getKey(), e.getValue()));
    }

    /** With names quoted, as by default, and as they are rendered by those who turn that off. */
    private static Stream<Arguments> both(String name, Query query) {
        return Stream.of(
                Arguments.of(name, QUOTED.render(query)),
                Arguments.of(name + ", inlined", QUOTED.renderInlined(query)),
                Arguments.of(name + ", unquoted", UNQUOTED.render(query)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("reads")
    void findsToBeARead(String name, String sql) {
        // Not quoting these is asking for a statement of another meaning.
        if (name.equals("identifiers that are words, unquoted")) {
            return;
        }
        assertThat(new PostgresStatementClassifier().classify(sql, Origin.MODEL).access())
                .as(sql)
                .isEqualTo(Access.READ);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("others")
    void neverFindsToBeARead(String name, String sql) {
        assertThat(new PostgresStatementClassifier().classify(sql, Origin.MODEL).access())
                .as(name + ": " + sql)
                .isNotEqualTo(Access.READ);
    }
}
