package dal.core.check;

import static org.assertj.core.api.Assertions.assertThat;

import dal.cluster.ClusterName;
import dal.config.IsolationChecks;
import dal.config.Strictness;
import dal.config.TenantClassConfig;
import dal.tenant.TenantClassName;
import dal.tenant.TenantIsolation.RowLevelSecurity;
import dal.testing.junit.Login;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a server's side of row-level security may lack. */
@PostgresTest
class RowSecurityIT {

    private static final String GUARDED = """
            create table public.guarded (tenant_id text not null);
            alter table guarded enable row level security;
            create policy own on guarded using (tenant_id = current_setting('app.tenant_id'));
            """;

    @AfterEach
    void clean(TestDatabase database) {
        Login role = database.applicationRole();
        database.execute("""
                drop schema public cascade;
                create schema public;
                grant usage on schema public to %1$s;
                alter default privileges in schema public grant select, insert, update, delete on tables to %1$s;
                alter role %1$s nosuperuser nobypassrls;
                """.formatted(role.user()));
    }

    private static List<String> found(TestDatabase database) throws SQLException {
        return found(database, database.applicationRole(), Set.of());
    }

    private static List<String> found(TestDatabase database, Login role, Set<String> exempt) throws SQLException {
        TenantClassConfig defaults = TenantClassConfig.of(TenantClassName.of("standard"), ClusterName.of("main"));
        TenantClassConfig tenantClass = new TenantClassConfig(
                defaults.name(),
                defaults.cluster(),
                defaults.isolation(),
                defaults.pools(),
                defaults.consistency(),
                Duration.ZERO,
                Duration.ZERO,
                Duration.ZERO,
                false,
                defaults.admission(),
                new IsolationChecks(Strictness.WARN, exempt, false));
        try (Connection connection = database.connect(database.cluster().primary(), role)) {
            return RowSecurity.inspect(connection, tenantClass, (RowLevelSecurity) defaults.isolation()).stream()
                    .map(Finding::message)
                    .toList();
        }
    }

    @Test
    void findsNothingWhereEveryTableComparesWithTheSetting(TestDatabase database) throws SQLException {
        database.applicationRole();
        database.execute(GUARDED);
        assertThat(found(database)).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            superuser           | alter role ROLE superuser                                              | superuser
            bypass              | alter role ROLE bypassrls                                              | BYPASSRLS
            member              | grant OTHER to ROLE                                                    | SET ROLE
            disabled            | alter table guarded disable row level security                         | guarded has no row-level security
            no policy           | drop policy own on guarded                                             | no policy
            another's setting   | create policy other on guarded using (tenant_id = current_setting('a.b')) | policies that do not compare with app.tenant_id: other
            for everybody       | create policy wide on guarded for select using (true)                  | policies that do not compare with app.tenant_id: wide
            truncates           | grant truncate on guarded to ROLE                                      | truncate
            owner               | alter table guarded owner to ROLE                                      | force row level security
            view                | create view seen as select * from guarded                              | security_invoker
            materialized view   | create materialized view stale as select * from guarded                | materialized view public.stale
            partition           | create table part partition of divided default                         | part has no row-level security
            """)
    void finds(String name, String fault, String expected, TestDatabase database) throws SQLException {
        Login role = database.applicationRole();
        String other = database.name() + "_above";
        database.execute(GUARDED + """
                create table divided (tenant_id text not null) partition by list (tenant_id);
                alter table divided enable row level security;
                create policy own on divided using (tenant_id = current_setting('app.tenant_id'));
                create role %s nologin bypassrls;
                """.formatted(other));
        try {
            assertThat(found(database)).as("before").isEmpty();
            database.execute(fault.replace("ROLE", role.user()).replace("OTHER", other));
            assertThat(found(database)).singleElement().asString().contains(expected);
        } finally {
            database.execute("drop role " + other);
        }
    }

    @Test
    void leavesOutWhatIsExempt(TestDatabase database) throws SQLException {
        database.applicationRole();
        database.execute("create table country (code text)");
        assertThat(found(database)).singleElement().asString().contains("public.country");
        Login role = database.applicationRole();
        assertThat(found(database, role, Set.of("country"))).isEmpty();
        assertThat(found(database, role, Set.of("public.country"))).isEmpty();
        assertThat(found(database, role, Set.of("other.country"))).hasSize(1);
    }

    @Test
    void leavesOutWhatTheRoleCannotReach(TestDatabase database) throws SQLException {
        Login role = database.applicationRole();
        database.execute("create table hidden (id int); revoke all on hidden from " + role.user());
        assertThat(found(database)).isEmpty();
    }

    @Test
    void leavesOutPoliciesOfOtherRolesAndViewsThatAskAsTheCaller(TestDatabase database) throws SQLException {
        database.applicationRole();
        database.execute(GUARDED + """
                create policy others on guarded to postgres using (true);
                create view seen with (security_invoker = true) as select * from guarded;
                """);
        assertThat(found(database)).isEmpty();
    }
}
