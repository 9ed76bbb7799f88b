package dal.core.execution;

import dal.core.connection.StandIn;
import java.lang.reflect.Method;
import org.jooq.Configuration;
import org.jooq.ConnectionProvider;
import org.jooq.ExecuteListenerProvider;
import org.jooq.impl.DefaultConfiguration;

/**
 * The configuration of a DSLContext of ours: jOOQ's own, but for what it derives for an execution. jOOQ derives one with the execution's connection each time, and a
 * derived one is a copy: of the settings, more than a kilobyte, of the data, and of thirty fields. Hardly an execution changes it. So it gets an
 * {@link ExecutionConfiguration} instead, which reads as this one does until it is changed.
 *
 * <p>Not where anybody but us is told of the execution, as listeners of the application's are, which may change its settings themselves; nor where this one has
 * another connection provider than ours, such as that of jOOQ's own transactions. There it is a copy, as all else is that is derived. As jOOQ's own, it is changed in
 * place, and before it is used, since that is not thread-safe.
 */
final class ContextConfiguration extends DelegatingConfiguration {

    private static final long serialVersionUID = 1L;

    /** Not visible where we are. Under another name it is not known, and what is derived is a copy. */
    private static final String CONNECTION_OF_AN_EXECUTION =
            "org.jooq.impl.DefaultExecuteContext$ExecuteContextConnectionProvider";

    private static final boolean ANSWERS_ALL = answersAll(ContextConfiguration.class);

    private final Configuration base;

    private ContextConfiguration(Configuration base) {
        this.base = base;
    }

    /**
     * That configuration, for a DSLContext.
     *
     * @param base used and changed through this one only
     */
    static Configuration of(Configuration base) {
        return ANSWERS_ALL ? new ContextConfiguration(base) : base;
    }

    /** Whether that class has its own answer wherever jOOQ's configuration has: that of another version may have methods not known here. */
    static boolean answersAll(Class<? extends Configuration> type) {
        try {
            for (Method method : Configuration.class.getMethods()) {
                if (isInherited(method, type) && !isInherited(method, DefaultConfiguration.class)) {
                    return false;
                }
            }
            return true;
        } catch (NoSuchMethodException | LinkageError e) {
            return false;
        }
    }

    private static boolean isInherited(Method method, Class<?> type) throws NoSuchMethodException {
        return type.getMethod(method.getName(), method.getParameterTypes())
                .getDeclaringClass()
                .isInterface();
    }

    @Override
    Configuration shared() {
        return base;
    }

    @Override
    Configuration own() {
        return base;
    }

    @Override
    Configuration derived(Configuration copy) {
        return of(copy);
    }

    @Override
    public ConnectionProvider connectionProvider() {
        return base.connectionProvider();
    }

    @Override
    public Configuration derive(ConnectionProvider connectionProvider) {
        return connectionProvider != null
                        && connectionProvider.getClass().getName().equals(CONNECTION_OF_AN_EXECUTION)
                        && isOurs(base.connectionProvider())
                        && nobodyElseListens()
                ? new ExecutionConfiguration(base, connectionProvider)
                : super.derive(connectionProvider);
    }

    @SuppressWarnings("ReferenceEquality") // There is one.
    private static boolean isOurs(ConnectionProvider connections) {
        return connections instanceof StatementSource
                || connections instanceof StandIn
                || connections == StandIn.FOR_PREPARING;
    }

    private boolean nobodyElseListens() {
        for (ExecuteListenerProvider listeners : base.executeListenerProviders()) {
            if (!(listeners instanceof StatementExecution.Following)) {
                return false;
            }
        }
        return base.visitListenerProviders().length == 0
                && base.recordListenerProviders().length == 0
                && base.diagnosticsListenerProviders().length == 0;
    }

    /** As jOOQ's own is serialised. */
    private Object writeReplace() {
        return base;
    }
}
