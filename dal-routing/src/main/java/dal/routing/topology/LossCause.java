package dal.routing.topology;

import java.sql.SQLException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/**
 * Why a node does not answer, for the log. The driver's messages say what was tried; what they wrap says why it failed, as a handshake that ended because the
 * certificate's authority is not trusted: of those the types are told.
 */
final class LossCause {

    private LossCause() {}

    static String of(Throwable loss) {
        StringBuilder text = new StringBuilder(loss.toString());
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        seen.add(loss);
        for (Throwable cause = loss.getCause(); cause != null && seen.add(cause); cause = cause.getCause()) {
            text.append(" <- ")
                    .append(
                            cause instanceof SQLException
                                    ? cause
                                    : cause.getClass().getSimpleName());
        }
        return text.toString();
    }
}
