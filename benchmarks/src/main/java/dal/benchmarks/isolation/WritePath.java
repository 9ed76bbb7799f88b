package dal.benchmarks.isolation;

import static dal.benchmarks.isolation.Items.HITS;
import static dal.benchmarks.isolation.Items.ID;
import static dal.benchmarks.isolation.Items.ITEM;
import static dal.benchmarks.isolation.Items.WRITER;

import dal.TenantDatabase;
import java.sql.CallableStatement;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.stream.IntStream;
import org.jooq.DSLContext;
import org.jooq.Query;
import org.jooq.impl.DSL;

/** A way to hit items of a tenant's, which leaves its name on them. One item a statement, so that no two wait for each other crosswise. */
enum WritePath {
    MODEL(1, (database, tenant) -> hit(database.dsl(), tenant).execute()),
    MODEL_RETURNING(
            1,
            (database, tenant) -> database.dsl()
                    .fetch("update item set hits = hits + 1, writer = ? where id = 1 returning id", tenant)
                    .size()),
    PLAIN_SQL(1, (database, tenant) -> database.dsl().execute(WritePath.HIT, tenant)),
    TRANSACTION(
            1,
            (database, tenant) -> database.inTransaction(
                    transaction -> hit(transaction.dsl(), tenant).execute())),
    TRANSACTION_JOINED(
            1,
            (database, tenant) -> database.inTransaction(
                    transaction -> hit(database.dsl(), tenant).execute())),
    TRANSACTION_ROLLED_BACK(
            0,
            (database, tenant) -> database.inTransaction(transaction -> {
                hit(transaction.dsl(), tenant).execute();
                transaction.setRollbackOnly();
                return 0;
            })),
    AFTER_A_NESTED_ROLLBACK(
            1,
            (database, tenant) -> database.dsl().transactionResult(outer -> {
                try {
                    outer.dsl().transaction(inner -> {
                        hit(inner.dsl(), tenant).execute();
                        throw new IllegalStateException("undone");
                    });
                } catch (IllegalStateException e) {
                    // Its savepoint was rolled back to.
                }
                return hit(outer.dsl(), tenant).execute();
            })),
    BATCH_OF_QUERIES(
            2,
            (database, tenant) -> IntStream.of(database.dsl()
                            .batch(hit(database.dsl(), tenant), hit(database.dsl(), tenant))
                            .execute())
                    .sum()),
    BATCH_OF_BINDS(
            2,
            (database, tenant) -> IntStream.of(database.dsl()
                            .batch(database.dsl().query(WritePath.HIT, ""))
                            .bind(tenant)
                            .bind(tenant)
                            .execute())
                    .sum()),
    BATCHED(1, (database, tenant) -> {
        database.dsl()
                .batched(batched -> batched.dsl()
                        .query("update item set hits = hits + 1, writer = ? where id = 1", tenant)
                        .execute());
        return 1;
    }),
    CONNECTION_PREPARED(
            1,
            (database, tenant) -> database.dsl().connectionResult(connection -> {
                try (PreparedStatement statement = connection.prepareStatement(WritePath.HIT)) {
                    statement.setString(1, tenant);
                    return statement.executeUpdate();
                }
            })),
    CONNECTION_BATCH(
            2,
            (database, tenant) -> database.dsl().connectionResult(connection -> {
                try (PreparedStatement statement = connection.prepareStatement(WritePath.HIT)) {
                    for (int i = 0; i < 2; i++) {
                        statement.setString(1, tenant);
                        statement.addBatch();
                    }
                    return IntStream.of(statement.executeBatch()).sum();
                }
            })),
    CONNECTION_STATIC_BATCH(
            2,
            (database, tenant) -> database.dsl().connectionResult(connection -> {
                try (Statement statement = connection.createStatement()) {
                    statement.addBatch(WritePath.HIT.replace("?", "'" + tenant + "'"));
                    statement.addBatch(WritePath.HIT.replace("?", "'" + tenant + "'"));
                    return IntStream.of(statement.executeBatch()).sum();
                }
            })),
    CONNECTION_RETURNING_KEYS(
            1,
            (database, tenant) -> database.dsl().connectionResult(connection -> {
                try (PreparedStatement statement =
                        connection.prepareStatement(WritePath.HIT, Statement.RETURN_GENERATED_KEYS)) {
                    statement.setString(1, tenant);
                    int hit = statement.executeUpdate();
                    statement.getGeneratedKeys().close();
                    return hit;
                }
            })),
    CALL(
            1,
            (database, tenant) -> database.dsl().connectionResult(connection -> {
                try (CallableStatement call = connection.prepareCall("call hit_item(?)")) {
                    call.setString(1, tenant);
                    call.execute();
                    return 1;
                }
            })),
    ASYNCHRONOUS(
            1,
            (database, tenant) -> hit(database.dsl(), tenant)
                    .executeAsync()
                    .toCompletableFuture()
                    .join());

    private static final String HIT = "update item set hits = hits + 1, writer = ? where id = 1";

    private final int items;

    @SuppressWarnings("ImmutableEnumChecker") // It is a lambda that holds nothing.
    private final Write write;

    /** @param items how many are to be hit */
    WritePath(int items, Write write) {
        this.items = items;
        this.write = write;
    }

    /** How many are to be hit. */
    int items() {
        return items;
    }

    /** How many were hit. */
    int hit(TenantDatabase database) {
        return write.hit(database, database.tenant().value());
    }

    private static Query hit(DSLContext dsl, String tenant) {
        return dsl.update(ITEM).set(HITS, HITS.plus(1)).set(WRITER, tenant).where(ID.eq(DSL.val(1)));
    }

    /** What one path does. */
    @FunctionalInterface
    private interface Write {
        int hit(TenantDatabase database, String tenant);
    }
}
