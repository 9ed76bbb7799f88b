package dal.core.tenancy;

import static dal.core.testkit.Layer.ACME;
import static org.assertj.core.api.Assertions.assertThat;

import dal.AtomicResult;
import dal.AtomicResult.Effect;
import dal.TenantDatabase;
import dal.core.testkit.Layer;
import dal.core.testkit.Layer.Limits;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import java.math.BigDecimal;
import java.sql.Date;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jooq.Field;
import org.jooq.JSONB;
import org.jooq.Query;
import org.jooq.Result;
import org.jooq.ResultQuery;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The driver may put a Sync between the parts of one text where it has to describe a statement first. The binding has to outlive that, for every type of bind
 * value, also once the statement is prepared on the server.
 */
@PostgresTest(pools = "it/")
class BindTypesIT {

    private static final int MORE_THAN_THE_PREPARE_THRESHOLD = 14;

    private static Layer layer;

    @BeforeAll
    static void start(TestDatabase database) {
        database.execute("""
                create table thing (
                    i int, l bigint, n numeric, t text, b bool, u uuid, d date, ts timestamp, tz timestamptz, tm time,
                    ia int[], ta varchar[], ua uuid[], by bytea, j jsonb, x text,
                    tenant_id text not null default current_setting('app.tenant_id', true));
                alter table thing enable row level security;
                create policy tenant on thing using (tenant_id = current_setting('app.tenant_id', true));
                """);
        layer = Layer.limited(database, Limits.USUAL.withConnections(1));
        database.execute("""
                insert into thing select 7, 7, 7.5, 'seven', true, '00000000-0000-0000-0000-000000000007', '2024-02-07',
                    '2024-02-07 07:07:07', '2024-02-07 07:07:07+00', '07:07:07', '{7}', '{seven}',
                    '{00000000-0000-0000-0000-000000000007}', '\\x07', '{"seven": 7}', repeat('x', 100), tenant
                from unnest(array['acme', 'globex']) tenant, generate_series(1, 3);
                """);
    }

    @AfterAll
    static void stop() {
        layer.close();
    }

    static Stream<Arguments> values() {
        UUID uuid = new UUID(0, 7);
        return Stream.of(
                of("i", 7),
                of("l", 7L),
                of("n", new BigDecimal("7.5")),
                of("t", "seven"),
                of("b", true),
                of("u", uuid),
                of("d", Date.valueOf("2024-02-07")),
                of("d", LocalDate.of(2024, 2, 7)),
                of("ts", LocalDateTime.of(2024, 2, 7, 7, 7, 7)),
                of("tz", OffsetDateTime.of(2024, 2, 7, 7, 7, 7, 0, ZoneOffset.UTC)),
                of("tm", LocalTime.of(7, 7, 7)),
                of("ia", new Integer[] {7}),
                of("ta", new String[] {"seven"}),
                of("ua", new UUID[] {uuid}),
                of("by", new byte[] {7}),
                of("j", JSONB.valueOf("{\"seven\": 7}")));
    }

    private static Arguments of(String column, Object value) {
        return Arguments.of(column, value);
    }

    @ParameterizedTest
    @MethodSource("values")
    @SuppressWarnings("unchecked") // The column's type is the value's; only this test does not know it.
    void rowsNeverVanish(String column, Object value) {
        TenantDatabase database = layer.database(ACME);
        Field<Object> field = (Field<Object>)
                (Field<?>) DSL.field(DSL.name(column), DSL.val(value).getDataType());
        for (int i = 0; i < MORE_THAN_THE_PREPARE_THRESHOLD; i++) {
            assertThat(database.dsl()
                            .select(DSL.field("x"), DSL.field("t"))
                            .from("thing")
                            .where(field.eq((Field<Object>) (Field<?>) DSL.val(value)))
                            .fetch())
                    .as("model, execution %s", i)
                    .hasSize(3);
            Result<?> selected = database.read(dsl -> dsl.select(DSL.field("x"), DSL.field("t"), DSL.val(value))
                    .from("thing")
                    .fetch());
            assertThat(selected).as("selected, execution %s", i).hasSize(3);
            assertThat(database.dsl()
                            .fetch("select x, t, j from thing where " + column + " = ?" + cast(column), DSL.val(value)))
                    .as("plain SQL, execution %s", i)
                    .hasSize(3);
            assertThat(database.dsl()
                            .fetch(
                                    "update thing set " + column + " = ?" + cast(column) + " returning x, t",
                                    DSL.val(value)))
                    .as("returning, execution %s", i)
                    .hasSize(3);
            ResultQuery<?> together = DSL.resultQuery(
                    "update thing set " + column + " = ?" + cast(column) + " returning x, t", DSL.val(value));
            Query set = DSL.update(DSL.table("thing")).set(field, value).where(field.eq(value));
            AtomicResult done = database.atomic(together, set, together);
            assertThat(done.effects())
                    .as("together, execution %s", i)
                    .extracting(Effect::count)
                    .containsExactly(3L, 3L, 3L);
        }
        layer.pools().assertClean();
    }

    @ParameterizedTest
    @MethodSource("values")
    void nullsNeverMakeRowsVanish(String column, Object value) {
        TenantDatabase database = layer.database(ACME);
        for (int i = 0; i < MORE_THAN_THE_PREPARE_THRESHOLD; i++) {
            for (Field<?> nothing :
                    List.of(DSL.val((Object) null), DSL.val(null, DSL.val(value).getDataType()))) {
                assertThat(database.dsl()
                                .fetch(
                                        "select x, t from thing where " + column + " is distinct from ?" + cast(column),
                                        nothing))
                        .as("execution %s", i)
                        .hasSize(3);
                assertThat(database.dsl()
                                .select(DSL.field("x"), DSL.field("t"), nothing)
                                .from("thing")
                                .fetch())
                        .as("execution %s", i)
                        .hasSize(3);
            }
        }
    }

    /** Where PostgreSQL has no operator for what plain SQL binds, a text. */
    private static String cast(String column) {
        return switch (column) {
            case "tz" -> "::timestamptz";
            case "ta" -> "::varchar[]";
            case "j" -> "::jsonb";
            default -> "";
        };
    }
}
