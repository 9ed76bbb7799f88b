package dal.benchmarks.growth;

import dal.DbConnectionManager;
import dal.benchmarks.peers.Desk;
import dal.tenant.TenantId;
import java.util.concurrent.ThreadLocalRandom;

/** Reads of a service, each for any of its tenants. Whose they are makes no difference to the server: nobody's notes are found, and nothing is fetched. */
record Readers(DbConnectionManager databases) {

    /** Reads for any of so many tenants. */
    void read(int tenants) {
        int number = ThreadLocalRandom.current().nextInt(tenants);
        Desk.readNothing(databases.database(TenantId.of("visitor-" + number)).dsl());
    }
}
