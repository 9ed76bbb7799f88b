package dal.benchmarks.isolation;

import dal.tenant.TenantId;
import dal.tenant.TenantIsolation;
import dal.testing.cluster.PostgresCluster;
import dal.testing.junit.Login;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How tenants are kept apart, and their items. Each tenant has the same few; of each the owner is known, who wrote to it last, and how often. Where schemas divide,
 * the one that everybody has holds items of nobody.
 */
enum Division {
    ROWS("row-level-security { setting = app.tenant_id }", TenantIsolation.rowLevelSecurity("app.tenant_id")) {
        @Override
        String script(List<TenantId> tenants) {
            return """
                    create table item (owner text not null default current_setting('app.tenant_id', true), id int not null,
                        writer text, hits bigint not null default 0, primary key (owner, id));
                    alter table item enable row level security;
                    create policy tenant on item using (owner = current_setting('app.tenant_id', true));
                    insert into item (owner, id)
                        select owner, id from unnest(array[%s]) as owner, generate_series(1, %d) as id;
                    %s
                    """.formatted(
                            tenants.stream().map(tenant -> "'" + tenant + "'").collect(Collectors.joining(", ")),
                            ITEMS,
                            ROUTINES);
        }

        @Override
        String everyItem(List<TenantId> tenants) {
            return "select owner, owner, writer, hits from item";
        }
    },
    SCHEMAS("schema-per-tenant { pattern = \"tenant_{tenant}\" }", TenantIsolation.schemaPerTenant("tenant_{tenant}")) {
        @Override
        String script(List<TenantId> tenants) {
            return schema("public", "nobody")
                    + tenants.stream()
                            .map(tenant -> "create schema tenant_" + tenant + "; grant usage on schema tenant_" + tenant
                                    + " to " + ROLE + "; " + schema("tenant_" + tenant, tenant.value()))
                            .collect(Collectors.joining());
        }

        private String schema(String schema, String owner) {
            return """
                    set search_path = %1$s;
                    create table item (owner text not null default '%2$s', id int primary key, writer text,
                        hits bigint not null default 0);
                    insert into item (id) select generate_series(1, %3$d);
                    grant select, insert, update, delete on item to %4$s;
                    %5$s
                    """.formatted(schema, owner, ITEMS, ROLE, ROUTINES);
        }

        @Override
        String everyItem(List<TenantId> tenants) {
            return tenants.stream()
                            .map(tenant ->
                                    "select '" + tenant + "', owner, writer, hits from tenant_" + tenant + ".item")
                            .collect(Collectors.joining(" union all "))
                    + " union all select 'nobody', owner, writer, hits from public.item";
        }
    };

    /** How many of them each tenant has. */
    static final int ITEMS = 3;

    private static final String ROLE = "bench_app";
    private static final Login LOGIN = new Login(ROLE, "bench");
    private static final Duration REPLICATION = Duration.ofSeconds(60);
    private static final String ROUTINES = """
            create function item_owners() returns setof text language sql stable as 'select owner from item';
            create function item_count() returns int language sql volatile as 'select count(*)::int from item';
            create procedure hit_item(tenant text) language sql as
                $$ update item set hits = hits + 1, writer = tenant where id = 1 $$;
            """;

    private final String configuration;

    @SuppressWarnings("ImmutableEnumChecker") // Its records are.
    private final TenantIsolation isolation;

    Division(String configuration, TenantIsolation isolation) {
        this.configuration = configuration;
        this.isolation = isolation;
    }

    /** As the configuration has it. */
    String configuration() {
        return configuration;
    }

    TenantIsolation isolation() {
        return isolation;
    }

    /** A database of its own. */
    String database() {
        return "isolation_" + name().toLowerCase(Locale.ROOT);
    }

    static List<TenantId> tenants(int count) {
        return IntStream.range(0, count).mapToObj(i -> TenantId.of("t" + i)).toList();
    }

    /** What makes the items. */
    abstract String script(List<TenantId> tenants);

    /** Whose each item is by its place, by its owner and by its writer, and how often it was hit; for a superuser. */
    abstract String everyItem(List<TenantId> tenants);

    /** Makes the role that all of them are used by: one that row-level security holds for. */
    static Login createRole(PostgresCluster cluster) throws SQLException {
        execute(cluster, "postgres", "create role " + ROLE + " login nosuperuser password '" + LOGIN.password() + "'");
        return LOGIN;
    }

    void create(PostgresCluster cluster, List<TenantId> tenants) throws SQLException {
        cluster.createDatabase(database());
        execute(
                cluster,
                database(),
                "alter default privileges grant select, insert, update, delete on tables to " + ROLE + ";"
                        + " grant usage on schema public to " + ROLE + "; " + script(tenants));
        cluster.awaitReplication(REPLICATION);
    }

    /** Compares what there is with what was written: how many items are not as they should be. */
    long wrong(PostgresCluster cluster, List<TenantId> tenants, Written written) throws SQLException {
        long wrong = 0;
        Written found = new Written();
        try (Connection connection = cluster.primary().connect(database());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(everyItem(tenants))) {
            while (rows.next()) {
                String place = rows.getString(1);
                String writer = rows.getString(3);
                if (!place.equals(rows.getString(2)) || (writer != null && !writer.equals(place))) {
                    wrong++;
                }
                found.add(TenantId.of(place), rows.getLong(4));
            }
        }
        return wrong + written.differences(found);
    }

    private static void execute(PostgresCluster cluster, String database, String sql) throws SQLException {
        try (Connection connection = cluster.primary().connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
