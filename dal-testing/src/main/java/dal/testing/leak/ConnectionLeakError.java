package dal.testing.leak;

import java.util.List;
import java.util.stream.Collectors;

/** A test left connections open: which ones, on which node, and what each did last. */
public final class ConnectionLeakError extends AssertionError {
    private static final long serialVersionUID = 1L;

    ConnectionLeakError(String database, List<ClientBackend> leaked) {
        super(leaked.size() + (leaked.size() == 1 ? " connection" : " connections") + " to database " + database
                + " left open:"
                + leaked.stream().map(backend -> "\n  " + backend).collect(Collectors.joining()));
    }
}
