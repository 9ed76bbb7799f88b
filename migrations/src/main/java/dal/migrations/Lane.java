package dal.migrations;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The session of one worker, kept from target to target of a database. For one thread. */
final class Lane implements AutoCloseable {

    private @Nullable Session session;
    private @Nullable Primary primary;

    /** A session there: the one that is open, or a new one. */
    Session session(Primary wanted) throws SQLException {
        Session open = session;
        if (open != null && wanted.equals(primary)) {
            return open;
        }
        close();
        Session opened = wanted.open();
        session = opened;
        primary = wanted;
        return opened;
    }

    /** Makes the session ready for the next target, or closes it. */
    void clean() {
        if (session != null && !session.clean()) {
            close();
        }
    }

    @Override
    public void close() {
        if (session != null) {
            session.close();
        }
        session = null;
        primary = null;
    }
}
