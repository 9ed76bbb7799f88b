package dal.core.execution;

import dal.core.connection.StandIn;
import org.jooq.Configuration;
import org.jooq.ConnectionProvider;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.TransactionProvider;
import org.jooq.conf.Settings;
import org.jooq.conf.StatementType;
import org.jooq.impl.DSL;
import org.jooq.impl.DefaultConfiguration;
import org.jspecify.annotations.Nullable;

/** Makes the DSLContexts this library gives out: PostgreSQL's dialect, the application's settings, and every statement through a source of ours. */
public final class Dsl {

    private final Configuration usual;
    private final Configuration withoutSchemas;
    private final Configuration standIn;
    private final Configuration standInWithoutSchemas;

    @SuppressWarnings(
            "ThreadLocalUsage") // One for each manager, of which a process has one; library code has no static state.
    private final ThreadLocal<@Nullable StatementExecution> pending = new ThreadLocal<>();

    public Dsl(Settings settings) {
        Configuration plain =
                new DefaultConfiguration().set(SQLDialect.POSTGRES).set(settings);
        usual = plain.derive(new StatementExecution.Following(pending));
        withoutSchemas = usual.deriveSettings(known -> known.withRenderSchema(false));
        standIn = plain.deriveSettings(known -> known.withStatementType(StatementType.PREPARED_STATEMENT));
        standInWithoutSchemas = standIn.deriveSettings(known -> known.withRenderSchema(false));
    }

    /**
     * A DSLContext whose statements get their connections from {@code source} and whose {@code transaction(...)} is {@code transactions}'.
     *
     * @param namesNoSchema whether no schema is rendered, not even one that generated code knows: each tenant has its own
     */
    public DSLContext context(StatementSource source, TransactionProvider transactions, boolean namesNoSchema) {
        source.pendingIn(pending);
        // Derived once and set for the rest, since each derivation copies the settings.
        Configuration own = (namesNoSchema ? withoutSchemas : usual).derive(source);
        return DSL.using(ContextConfiguration.of(own.set(transactions)));
    }

    /**
     * A DSLContext that renders and reads as ours do, over a connection that stands in for a server's: no one listens, and there are no transactions.
     *
     * @param namesNoSchema whether no schema is rendered
     */
    public DSLContext over(ConnectionProvider connections, boolean namesNoSchema) {
        return DSL.using(ContextConfiguration.of(standIn(namesNoSchema).derive(connections)));
    }

    /**
     * The same over what nothing answers: renders and binds what is sent for {@code own}. Kept with it, since each that is made copies the settings, and not for
     * longer or for others: what a part of a query keeps in its configuration's data is a tenant's.
     *
     * @param namesNoSchema whether no schema is rendered
     */
    public DSLContext preparing(DSLContext own, boolean namesNoSchema) {
        return (DSLContext) own.configuration()
                .data()
                .computeIfAbsent(
                        namesNoSchema ? Preparing.WITHOUT_SCHEMAS : Preparing.USUAL,
                        kind -> over(StandIn.FOR_PREPARING, namesNoSchema));
    }

    /** Where a DSLContext keeps the one that prepares for it. */
    private enum Preparing {
        USUAL,
        WITHOUT_SCHEMAS
    }

    /** The settings of what {@link #over} makes. Not to be changed. */
    public Settings settingsOver(boolean namesNoSchema) {
        return standIn(namesNoSchema).settings();
    }

    private Configuration standIn(boolean namesNoSchema) {
        return namesNoSchema ? standInWithoutSchemas : standIn;
    }
}
