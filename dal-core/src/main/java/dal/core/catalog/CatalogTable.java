package dal.core.catalog;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import dal.Database;
import dal.ReadOptions;
import dal.config.TenantTableConfig;
import dal.consistency.Consistency;
import dal.error.DatabaseException;
import dal.error.ShuttingDownException;
import java.util.List;
import java.util.function.Supplier;
import org.jooq.Field;
import org.jooq.Name;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.SQLDataType;

/**
 * The table, read through the door of no tenant. On the primary, so that what somebody has just told of is seen; where nothing is known yet and the primary does
 * not answer, wherever it can be read.
 */
final class CatalogTable implements TenantRows {

    private static final Field<String> TENANT = field(name("tenant_id"), SQLDataType.VARCHAR);
    private static final Field<String> CLASS = field(name("tenant_class"), SQLDataType.VARCHAR);
    private static final Field<Integer> WEIGHT = field(name("weight"), SQLDataType.INTEGER);
    private static final Field<Boolean> SUSPENDED = field(name("suspended"), SQLDataType.BOOLEAN);

    private final Supplier<Database> door;
    private final Table<Record> table;

    /** @param door asked for it at each reading */
    CatalogTable(Supplier<Database> door, TenantTableConfig config) {
        this.door = door;
        Name name = name(config.table().split("\\.", -1));
        this.table = table(name);
    }

    @Override
    public List<TenantRow> read(boolean cold) {
        try {
            return read(Consistency.strong());
        } catch (ShuttingDownException e) {
            throw e;
        } catch (DatabaseException e) {
            if (!cold) {
                throw e;
            }
            try {
                return read(Consistency.eventual());
            } catch (DatabaseException again) {
                again.addSuppressed(e);
                throw again;
            }
        }
    }

    private List<TenantRow> read(Consistency consistency) {
        return door.get()
                .read(
                        ReadOptions.defaults().withConsistency(consistency),
                        dsl -> dsl.select(TENANT, CLASS, WEIGHT, SUSPENDED)
                                .from(table)
                                .fetch(row -> new TenantRow(
                                        row.get(TENANT), row.get(CLASS), row.get(WEIGHT), row.get(SUSPENDED))));
    }
}
