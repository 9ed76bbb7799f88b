package dal.benchmarks.leaks;

import java.sql.SQLException;

/** A way in which a call of the driver fails. */
enum Fault {
    /** The server refuses something; the connection is as good as before. */
    REFUSED,
    /** The connection breaks. */
    LOST,
    /** The driver has a bug. */
    BUG,
    /** The virtual machine has had enough. */
    ERROR;

    /** What the call throws. */
    Throwable thrown() {
        return switch (this) {
            case REFUSED -> new SQLException("made up", "XX000");
            case LOST -> new SQLException("made up", "08006");
            case BUG -> new IllegalStateException("made up");
            case ERROR -> new OutOfMemoryError("made up");
        };
    }
}
