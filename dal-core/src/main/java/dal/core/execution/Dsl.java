package dal.core.execution;

import org.jooq.Configuration;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.TransactionProvider;
import org.jooq.conf.Settings;
import org.jooq.impl.DSL;
import org.jooq.impl.DefaultConfiguration;
import org.jspecify.annotations.Nullable;

/** Makes the DSLContexts this library gives out: PostgreSQL's dialect, the application's settings, and every statement through a source of ours. */
public final class Dsl {

    private final Settings settings;

    @SuppressWarnings(
            "ThreadLocalUsage") // One for each manager, of which a process has one; library code has no static state.
    private final ThreadLocal<@Nullable StatementExecution> pending = new ThreadLocal<>();

    public Dsl(Settings settings) {
        this.settings = settings;
    }

    /** A DSLContext whose statements get their connections from {@code source} and whose {@code transaction(...)} is {@code transactions}'. */
    public DSLContext context(StatementSource source, TransactionProvider transactions) {
        source.pendingIn(pending);
        Configuration configuration = new DefaultConfiguration()
                .set(SQLDialect.POSTGRES)
                .set(settings)
                .set(source)
                .set(transactions)
                .set(() -> new StatementExecution(pending));
        return DSL.using(configuration);
    }
}
