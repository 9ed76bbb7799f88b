package dal.benchmarks.peers;

import com.zaxxer.hikari.HikariDataSource;
import java.util.List;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/** jOOQ on two data sources, chosen by who writes the call, and jOOQ's own transactions: what a service has before it has anything else. */
final class HandWritten implements Contestant {

    private final String name;
    private final List<DataSource> sources;
    private final DSLContext primary;
    private final DSLContext replica;

    /** On two pools. */
    HandWritten(Servers servers) {
        this(Contestants.HAND_WRITTEN, servers.primaryPool(), servers.replicaPool());
    }

    /** On data sources that it closes in the end, where they can be. */
    HandWritten(String name, DataSource primarySource, DataSource replicaSource) {
        this(
                name,
                DSL.using(primarySource, SQLDialect.POSTGRES),
                DSL.using(replicaSource, SQLDialect.POSTGRES),
                List.of(primarySource, replicaSource));
    }

    private HandWritten(String name, DSLContext primary, DSLContext replica, List<DataSource> sources) {
        this.name = name;
        this.primary = primary;
        this.replica = replica;
        this.sources = sources;
    }

    /** The same calls on one context, behind which somebody else chooses the server. */
    static HandWritten on(String name, DSLContext either) {
        return new HandWritten(name, either, either, List.of());
    }

    @Override
    public String name() {
        return name;
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
        for (DataSource source : sources) {
            if (source instanceof HikariDataSource pool) {
                pool.close();
            }
        }
    }
}
