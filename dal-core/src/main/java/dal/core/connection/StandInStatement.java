package dal.core.connection;

import java.sql.ResultSet;
import java.sql.SQLWarning;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A statement of a {@link StandIn}: has its rows at hand, or tells its text and values instead of being executed. */
final class StandInStatement extends RepeatableStatement {

    private static final int FEW_VALUES = 8;

    private final String sql;
    private @Nullable ResultSet answer;
    private int queryTimeout;
    private boolean closed;

    StandInStatement(StandIn connection, String sql, @Nullable ResultSet answer) {
        super(connection, FEW_VALUES);
        this.sql = sql;
        this.answer = answer;
    }

    @Override
    public boolean execute() {
        if (answer == null) {
            throw new StandIn.Sent(new Prepared(sql, values(), count(), readOnce(), queryTimeout));
        }
        return true;
    }

    @Override
    public ResultSet executeQuery() {
        execute();
        return Objects.requireNonNull(answer, "answer");
    }

    @Override
    public int executeUpdate() {
        execute();
        return 0;
    }

    @Override
    public @Nullable ResultSet getResultSet() {
        return answer;
    }

    @Override
    public int getUpdateCount() {
        return -1;
    }

    @Override
    public boolean getMoreResults() {
        answer = null;
        return false;
    }

    @Override
    public boolean getMoreResults(int current) {
        return getMoreResults();
    }

    /** All rows of several statements are fetched at once. */
    @Override
    public void setFetchSize(int rows) {
        // Nothing is fetched in portions here.
    }

    @Override
    public void setMaxRows(int rows) {
        throw InvalidUse.because(
                "maxRows limits what the driver keeps of one statement alone, not of several: use limit(...)");
    }

    @Override
    public void setQueryTimeout(int seconds) {
        queryTimeout = seconds;
    }

    @Override
    public void setPoolable(boolean poolable) {
        // Whether its plan is kept is decided for the whole text.
    }

    @Override
    public @Nullable SQLWarning getWarnings() {
        return null;
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        closed = true;
    }
}
