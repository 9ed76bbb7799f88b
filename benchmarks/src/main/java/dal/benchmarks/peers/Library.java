package dal.benchmarks.peers;

import com.google.inject.Guice;
import com.typesafe.config.ConfigFactory;
import dal.AtomicResult;
import dal.DbConnectionManager;
import dal.TenantDatabase;
import dal.config.DataAccessConfig;
import dal.config.DataAccessConfigReader;
import dal.core.guice.CoreModule;
import dal.routing.guice.RoutingModule;
import dal.tenant.TenantId;
import java.util.Map;

/** The library as a service wires it, with its defaults where nothing else is said. */
final class Library implements Contestant {

    private static final String UNBOUND = "dal.defaults { isolation = none }";
    private static final String BOUND = "dal.defaults { isolation { row-level-security { setting = app.tenant_id } } }";

    private final String name;
    private final boolean together;
    private final DbConnectionManager databases;
    private final TenantDatabase database;

    private Library(String name, DataAccessConfig config, Watched watched, boolean together) {
        this.name = name;
        this.together = together;
        databases = Guice.createInjector(new CoreModule(config), new RoutingModule(), watched.module())
                .getInstance(DbConnectionManager.class);
        database = databases.database(TenantId.of(Desk.TENANT));
    }

    private static DataAccessConfig config(String isolation, Servers servers) {
        return DataAccessConfigReader.read(
                ConfigFactory.parseString(isolation),
                Map.of(
                        "DATABASE_URL", uri(servers, servers.primary()),
                        "DATABASE_REPLICA_URLS", uri(servers, servers.replica()),
                        "PG_POOL_MAX", Integer.toString(Servers.POOL),
                        "PG_POOL_MIN", Integer.toString(Servers.POOL)));
    }

    /** As somebody configured it. */
    static Library configured(String name, DataAccessConfig config, boolean together) {
        return new Library(name, config, Watched.NOT, together);
    }

    /**
     * For a tenant that nothing is bound for.
     *
     * @param together whether what is written is applied together, rather than in a transaction
     */
    static Library unbound(String name, Servers servers, Watched watched, boolean together) {
        return new Library(name, config(UNBOUND, servers), watched, together);
    }

    /** For a tenant whom row-level security keeps to its own rows. */
    static Library bound(String name, Servers servers, boolean together) {
        return new Library(name, config(BOUND, servers.as(Desk.BOUND_ROLE)), Watched.NOT, together);
    }

    private static String uri(Servers servers, int port) {
        return servers.url("postgresql://" + servers.user() + ":" + servers.password() + "@", port);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String note(int id) {
        return Desk.note(database.dsl(), id);
    }

    @Override
    public int range(int from) {
        return Desk.range(database.dsl(), from);
    }

    @Override
    public void write(int first, int second) {
        write(database, first, second);
    }

    private void write(TenantDatabase database, int first, int second) {
        if (together) {
            AtomicResult done =
                    database.atomic(Desk.updateFor(database.dsl(), first), Desk.updateFor(database.dsl(), second));
            Desk.requireOne(done.effects().get(0).count(), first);
            Desk.requireOne(done.effects().get(1).count(), second);
            return;
        }
        database.useTransaction(transaction -> {
            Desk.update(transaction.dsl(), first);
            Desk.update(transaction.dsl(), second);
        });
    }

    @Override
    public String noteOf(String tenant, int id) {
        return Desk.note(databases.database(TenantId.of(tenant)).dsl(), id);
    }

    @Override
    public void writeOf(String tenant, int first, int second) {
        write(databases.database(TenantId.of(tenant)), first, second);
    }

    @Override
    public void close() {
        databases.close();
    }
}
