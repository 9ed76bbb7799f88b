package dal.benchmarks.peers;

import com.zaxxer.hikari.HikariDataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/** jOOQ on two HikariCP pools, chosen by who writes the call, and jOOQ's own transactions: what a service has before it has anything else. */
final class HandWritten implements Contestant {

    private final HikariDataSource primaryPool;
    private final HikariDataSource replicaPool;
    private final DSLContext primary;
    private final DSLContext replica;

    HandWritten(Servers servers) {
        primaryPool = servers.primaryPool();
        replicaPool = servers.replicaPool();
        primary = DSL.using(primaryPool, SQLDialect.POSTGRES);
        replica = DSL.using(replicaPool, SQLDialect.POSTGRES);
    }

    @Override
    public String name() {
        return Contestants.HAND_WRITTEN;
    }

    @Override
    public String note(int id) {
        return Desk.note(replica, id);
    }

    @Override
    public int range(int from) {
        return Desk.range(replica, from);
    }

    @Override
    public void write(int first, int second) {
        primary.transaction(transaction -> {
            Desk.update(transaction.dsl(), first);
            Desk.update(transaction.dsl(), second);
        });
    }

    @Override
    public String noteOf(String tenant, int id) {
        return replica.connectionResult(connection -> {
            DSLContext own = DSL.using(connection, SQLDialect.POSTGRES);
            Desk.bindSession(own, tenant);
            return Desk.note(own, id);
        });
    }

    @Override
    public void writeOf(String tenant, int first, int second) {
        primary.transaction(transaction -> {
            Desk.bindTransaction(transaction.dsl(), tenant);
            Desk.update(transaction.dsl(), first);
            Desk.update(transaction.dsl(), second);
        });
    }

    @Override
    public void close() {
        primaryPool.close();
        replicaPool.close();
    }
}
