package dal.benchmarks.peers;

import com.zaxxer.hikari.HikariDataSource;
import java.util.Objects;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.support.TransactionTemplate;

/** Spring's way: read-only transactions go to the read-only data source of a lazy proxy, and jOOQ takes part in the transaction of its thread. */
final class Spring implements Contestant {

    private final HikariDataSource primaryPool;
    private final HikariDataSource replicaPool;
    private final DSLContext dsl;
    private final TransactionTemplate reading;
    private final TransactionTemplate writing;

    Spring(Servers servers) {
        primaryPool = servers.primaryPool();
        replicaPool = servers.replicaPool();
        LazyConnectionDataSourceProxy routed = new LazyConnectionDataSourceProxy(primaryPool);
        routed.setReadOnlyDataSource(replicaPool);
        DataSourceTransactionManager transactions = new DataSourceTransactionManager(routed);
        reading = new TransactionTemplate(transactions);
        reading.setReadOnly(true);
        writing = new TransactionTemplate(transactions);
        dsl = DSL.using(new TransactionAwareDataSourceProxy(routed), SQLDialect.POSTGRES);
    }

    @Override
    public String name() {
        return Contestants.SPRING;
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
    }
}
