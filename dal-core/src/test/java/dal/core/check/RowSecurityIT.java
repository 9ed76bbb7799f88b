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
            written otherwise   | alter policy own on guarded with check (true)                          | policies that do not compare with app.tenant_id: own
            longer setting      | create policy other on guarded using (tenant_id = current_setting('app.tenant_id_of')) | policies that do not compare with app.tenant_id: other
            truncates           | grant truncate on guarded to ROLE                                      | truncate
            owner               | alter table guarded owner to ROLE                                      | force row level security
            view                | create view seen as select * from guarded                              | seen reads guarded as
            view of its owner   | create view seen as select * from guarded; alter table guarded owner to MIGRATOR; alter view seen owner to MIGRATOR | as MIGRATOR
            view of a view      | create view inside as select * from guarded; revoke all on inside from ROLE; create view seen with (security_invoker = true) as select * from inside; grant select on inside to MIGRATOR; alter view seen owner to MIGRATOR | inside reads guarded as
            view of a table     | create table plain (id int); revoke all on plain from ROLE; create view seen as select * from plain | seen reads plain as
            materialized view   | create materialized view stale as select * from guarded                | materialized view public.stale
            partition           | create table part partition of divided default                         | part has no row-level security
            """)
    void finds(String name, String fault, String expected, TestDatabase database) throws SQLException {
        Login role = database.applicationRole();
        String other = database.name() + "_above";
        String migrator = database.name() + "_migrator";
        database.execute(GUARDED + """
                create table divided (tenant_id text not null) partition by list (tenant_id);
                alter table divided enable row level security;
                create policy own on divided using (tenant_id = current_setting('app.tenant_id'));
                create role %1$s nologin bypassrls;
                create role %2$s nologin;
                grant create on schema public to %2$s;
                """.formatted(other, migrator));
        try {
            assertThat(found(database)).as("before").isEmpty();
            database.execute(
                    fault.replace("ROLE", role.user()).replace("OTHER", other).replace("MIGRATOR", migrator));
            assertThat(found(database)).singleElement().asString().contains(expected.replace("MIGRATOR", migrator));
        } finally {
            database.execute("drop role %1$s; drop owned by %2$s cascade; drop role %2$s".formatted(other, migrator));
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
                create table plain (tenant_id text);
                revoke all on plain from %s;
                create view filtered as select * from plain where tenant_id = current_setting('app.tenant_id');
                """.formatted(database.applicationRole().user()));
        assertThat(found(database)).isEmpty();
    }

    @Test
    void leavesOutPoliciesThatAStricterOneBounds(TestDatabase database) throws SQLException {
        database.applicationRole();
        database.execute("""
                create table bounded (tenant_id text not null);
                alter table bounded enable row level security;
                create policy wide on bounded using (true);
                create policy own on bounded as restrictive using (tenant_id = current_setting('App.Tenant_Id', true));
                """);
        assertThat(found(database)).isEmpty();
    }

    @Test
    void leavesOutViewsWhoseOwnerThePoliciesHoldBack(TestDatabase database) throws SQLException {
        Login role = database.applicationRole();
        database.execute(GUARDED + """
                alter table guarded force row level security;
                grant create on schema public to %1$s;
                alter table guarded owner to %1$s;
                create view seen as select * from guarded;
                alter view seen owner to %1$s;
                revoke truncate on guarded from %1$s;
                """.formatted(role.user()));
        assertThat(found(database)).isEmpty();
    }
}
