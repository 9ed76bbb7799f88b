package dal.benchmarks.manytenants;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import dal.DbConnectionManager;
import java.time.Duration;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;

/** The library in a service that serves tenants 0 to {@link #tenants}. */
final class Service implements AutoCloseable {

    private static final Table<Record> NOTE = table(name("note"));
    private static final Field<Integer> ID = field(name("id"), Integer.class);
    private static final Field<String> TEXT = field(name("text"), String.class);

    /** Many times what a class's pools may rest. */
    private static final Duration LONGEST_REST = Duration.ofSeconds(20);

    /** Between the end of the last pool and that of its last session on the server. */
    private static final Duration SETTLING = Duration.ofSeconds(1);

    private static final Duration LOOK = Duration.ofMillis(20);

    private final DbConnectionManager databases;
    private final int tenants;

    Service(DbConnectionManager databases, int tenants) {
        this.databases = databases;
        this.tenants = tenants;
    }

    int tenants() {
        return tenants;
    }

    /** Reads a tenant's own row, the only one it may see. */
    void read(int tenant) {
        String text = databases
                .database(Tenants.tenant(tenant))
                .dsl()
                .select(TEXT)
                .from(NOTE)
                .fetchSingle(TEXT);
        if (!("of " + tenant).equals(text)) {
            throw new IllegalStateException("Tenant " + tenant + " saw '" + text + "'");
        }
    }

    /** Writes that row, and no other. */
    void write(int tenant) {
        databases.database(Tenants.tenant(tenant)).useTransaction(transaction -> {
            int rows = transaction
                    .dsl()
                    .update(NOTE)
                    .set(TEXT, TEXT)
                    .where(ID.eq(1))
                    .execute();
            if (rows != 1) {
                throw new IllegalStateException("Tenant " + tenant + " wrote " + rows + " rows");
            }
        });
    }

    /** Waits until every pool is closed for want of use. */
    void awaitRest() throws InterruptedException {
        long deadline = System.nanoTime() + LONGEST_REST.toNanos();
        while (!databases.status().pools().isEmpty()) {
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException(
                        "Still open: " + databases.status().pools());
            }
            Thread.sleep(LOOK);
        }
        Thread.sleep(SETTLING);
    }

    @Override
    public void close() {
        databases.close();
    }
}
