package dal.core.execution;

import org.jooq.Configuration;
import org.jooq.ConnectionProvider;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of one execution: its DSLContext's with the execution's own connection, as if it had been derived. It becomes such a copy the first time that
 * anything is changed, put among its data, or derived of it, so that nothing of that is seen by the DSLContext or by another execution. What depends on the connection,
 * such as transactions and metadata, is asked of that copy as well.
 *
 * <p>Shared until then, and read only: the settings, the data and the providers of the one DSLContext, which is one tenant's. So unlike in a copy of jOOQ's,
 *
 * <ul>
 *   <li>what is changed in the DSLContext's configuration while a statement of its runs, or a cursor is open, is seen by that too. jOOQ renders and binds by the
 *       DSLContext's in any case; here, what is read and checked afterwards agrees with what was rendered.
 *   <li>{@code settings()} are the DSLContext's: who calls a setter on them, as a converter might, changes them for its next statements. Listeners, who are where that
 *       is done, get a copy: see {@link ContextConfiguration}.
 * </ul>
 *
 * <p>As safe to share between threads as jOOQ's: the copy is made once.
 */
final class ExecutionConfiguration extends DelegatingConfiguration {

    private static final long serialVersionUID = 1L;

    private final transient Configuration context;
    private final transient ConnectionProvider connections;
    private transient volatile @Nullable Configuration copy;

    /**
     * The configuration of an execution.
     *
     * @param context is only read
     */
    ExecutionConfiguration(Configuration context, ConnectionProvider connections) {
        this.context = context;
        this.connections = connections;
    }

    @Override
    Configuration shared() {
        Configuration made = copy;
        return made == null ? context : made;
    }

    @Override
    Configuration own() {
        Configuration made = copy;
        return made == null ? copied() : made;
    }

    private synchronized Configuration copied() {
        Configuration made = copy;
        if (made == null) {
            made = context.derive(connections);
            copy = made;
        }
        return made;
    }

    @Override
    Configuration derived(Configuration derived) {
        return derived;
    }

    @Override
    public ConnectionProvider connectionProvider() {
        Configuration made = copy;
        return made == null ? connections : made.connectionProvider();
    }

    /** As jOOQ's own is serialised. */
    private Object writeReplace() {
        return own();
    }
}
