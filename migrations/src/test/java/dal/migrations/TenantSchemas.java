package dal.migrations;

import com.typesafe.config.ConfigFactory;
import dal.config.DataAccessConfig;
import dal.config.DataAccessConfigReader;
import dal.testing.junit.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Tenants of one class with a schema each, {@code test7_acme}, apart from those of every other test. */
public record TenantSchemas(TestDatabase database, String prefix, ScriptFolder scripts) {

    private static final AtomicInteger NUMBER = new AtomicInteger();

    public TenantSchemas(TestDatabase database, ScriptFolder scripts) {
        this(database, "each" + NUMBER.incrementAndGet() + "_", scripts);
    }

    /** A configuration with these tenants, and more of HOCON. */
    public DataAccessConfig config(String more, String... tenants) {
        String named =
                Stream.of(tenants).map(tenant -> "\"" + tenant + "\" = each").collect(Collectors.joining("\n"));
        return DataAccessConfigReader.read(
                ConfigFactory.parseString("""
                dal.clusters.main.primary = "%s"
                dal.classes.each.isolation.schema-per-tenant.pattern = "%s{tenant}"
                dal.tenants.classes { %s }
                %s
                """.formatted(
                                database.uri(database.cluster().primary(), database.superuser()), prefix, named, more)),
                Map.of());
    }

    Migrations of(String... tenants) {
        return Migrations.of(config("", tenants)).scripts(scripts.location());
    }

    String schema(String tenant) {
        return prefix + tenant;
    }

    /** On the primary, with {@code %s} for the tenant's schema. */
    void execute(String tenant, String sql) {
        database.execute(sql.formatted(schema(tenant)));
    }

    List<String> values(String sql) {
        List<String> values = new ArrayList<>();
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                values.add(String.valueOf(rows.getString(1)));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
        return values;
    }

    /** The versions that a tenant's history has, in the order they were run. */
    List<String> versions(String tenant) {
        return values("select version from " + schema(tenant)
                + ".flyway_schema_history where version is not null and success order by installed_rank");
    }
}
