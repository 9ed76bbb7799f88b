package dal.core.connection;

import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A prepared statement that is executed alone and keeps its values until then, so that they can be given to one of the driver's, and to another after that. It
 * keeps one set of them, so there is no batch of it.
 */
abstract class RepeatableStatement extends ShiftedPreparedStatement {

    private @Nullable BindValue[] values;
    private int count;
    private boolean readOnce;

    /** @param few how many values most of its kind have at most */
    RepeatableStatement(Connection creator, int few) {
        super(null, creator);
        this.values = new @Nullable BindValue[few];
    }

    /** Its values, of which the first {@link #count()} count. */
    final @Nullable BindValue[] values() {
        return values;
    }

    /** How many values it has. */
    final int count() {
        return count;
    }

    /** Whether a value can be read once only, so that it cannot be sent again. */
    final boolean readOnce() {
        return readOnce;
    }

    @Override
    final void bind(int index, BindValue value) {
        if (index < 1) {
            throw InvalidUse.because("Bind values count from 1, not " + index);
        }
        if (index > values.length) {
            values = Arrays.copyOf(values, Math.max(index, 2 * values.length));
        }
        values[index - 1] = value;
        count = Math.max(count, index);
    }

    @Override
    final void bindOnce(int index, BindValue value) {
        readOnce = true;
        bind(index, value);
    }

    @Override
    public final void clearParameters() {
        Arrays.fill(values, null);
        count = 0;
        readOnce = false;
    }

    @Override
    public final void addBatch() {
        throw InvalidUse.because("This statement was prepared to be executed alone: use dsl.batch(...)");
    }

    @Override
    public final int[] executeBatch() throws BatchUpdateException {
        throw InvalidUse.because("This statement was prepared to be executed alone: use dsl.batch(...)");
    }
}
