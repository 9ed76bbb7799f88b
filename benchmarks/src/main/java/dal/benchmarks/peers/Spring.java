package dal.benchmarks.peers;

import com.zaxxer.hikari.HikariDataSource;
import java.util.Objects;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.support.TransactionTemplate;

/** Spring's way: read-only transactions go to the read-only data source of a lazy proxy, and jOOQ takes part in the transaction of its thread. */
final class Spring implements Contestant {

    private final String name;
    private final HikariDataSource primaryPool;
    private final HikariDataSource replicaPool;
    private final @Nullable TracedSources traced;
    private final DSLContext dsl;
    private final TransactionTemplate reading;
    private final TransactionTemplate writing;

    private Spring(String name, Servers servers, @Nullable TracedSources traced) {
        this.name = name;
        this.traced = traced;
        primaryPool = servers.primaryPool();
        replicaPool = servers.replicaPool();
        LazyConnectionDataSourceProxy routed = new LazyConnectionDataSourceProxy(watched(primaryPool));
        routed.setReadOnlyDataSource(watched(replicaPool));
        DataSourceTransactionManager transactions = new DataSourceTransactionManager(routed);
        reading = new TransactionTemplate(transactions);
        reading.setReadOnly(true);
        writing = new TransactionTemplate(transactions);
        dsl = DSL.using(new TransactionAwareDataSourceProxy(routed), SQLDialect.POSTGRES);
    }

    static Spring plain(Servers servers) {
        return new Spring(Contestants.SPRING, servers, null);
    }

    /** With a span for each statement. */
    static Spring traced(Servers servers) throws Exception {
        return new Spring(Contestants.SPRING_TRACED, servers, new TracedSources());
    }

    private DataSource watched(DataSource pool) {
        return traced == null ? pool : traced.of(pool);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String note(int id) {
        return Objects.requireNonNull(reading.execute(status -> Desk.note(dsl, id)));
    }

    @Override
    public int range(int from) {
        return Objects.requireNonNull(reading.execute(status -> Desk.range(dsl, from)));
    }

    @Override
    public void write(int first, int second) {
        writing.executeWithoutResult(status -> {
            Desk.update(dsl, first);
            Desk.update(dsl, second);
        });
    }

    @Override
    public String noteOf(String tenant, int id) {
        return Objects.requireNonNull(reading.execute(status -> {
            Desk.bindTransaction(dsl, tenant);
            return Desk.note(dsl, id);
        }));
    }

    @Override
    public void writeOf(String tenant, int first, int second) {
        writing.executeWithoutResult(status -> {
            Desk.bindTransaction(dsl, tenant);
            Desk.update(dsl, first);
            Desk.update(dsl, second);
        });
    }

    @Override
    public void close() {
        primaryPool.close();
        replicaPool.close();
        if (traced != null) {
            traced.close();
        }
    }
}
