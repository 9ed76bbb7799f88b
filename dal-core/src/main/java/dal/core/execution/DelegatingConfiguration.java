package dal.core.execution;

import io.r2dbc.spi.ConnectionFactory;
import java.sql.Connection;
import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jooq.CacheProvider;
import org.jooq.CharsetProvider;
import org.jooq.CommitProvider;
import org.jooq.Configuration;
import org.jooq.ConnectionProvider;
import org.jooq.ConstructorPropertiesProvider;
import org.jooq.ConverterProvider;
import org.jooq.DSLContext;
import org.jooq.DiagnosticsListenerProvider;
import org.jooq.ExecuteListenerProvider;
import org.jooq.ExecutorProvider;
import org.jooq.FormattingProvider;
import org.jooq.MetaProvider;
import org.jooq.MigrationListenerProvider;
import org.jooq.RecordListenerProvider;
import org.jooq.RecordMapper;
import org.jooq.RecordMapperProvider;
import org.jooq.RecordUnmapper;
import org.jooq.RecordUnmapperProvider;
import org.jooq.SQLDialect;
import org.jooq.SubscriberProvider;
import org.jooq.TransactionListenerProvider;
import org.jooq.TransactionProvider;
import org.jooq.Unwrapper;
import org.jooq.UnwrapperProvider;
import org.jooq.VisitListenerProvider;
import org.jooq.conf.Settings;
import org.jooq.impl.AnnotatedPojoMemberProvider;
import org.jooq.impl.DSL;

/** A configuration in front of another one, of which others are derived as of that. */
abstract class DelegatingConfiguration extends ConfigurationChanges {

    private static final long serialVersionUID = 1L;

    /** What is given out for a copy that was derived of {@link #own}. */
    abstract Configuration derived(Configuration copy);

    @Override
    public final DSLContext dsl() {
        return DSL.using(this);
    }

    @Override
    public final Configuration derive() {
        return derived(own().derive());
    }

    @Override
    public final Configuration derive(Connection connection) {
        return derived(own().derive(connection));
    }

    @Override
    public final Configuration derive(DataSource dataSource) {
        return derived(own().derive(dataSource));
    }

    @Override
    public final Configuration derive(ConnectionFactory connectionFactory) {
        return derived(own().derive(connectionFactory));
    }

    @Override
    public Configuration derive(ConnectionProvider connectionProvider) {
        return derived(own().derive(connectionProvider));
    }

    @Override
    public final Configuration derive(MetaProvider metaProvider) {
        return derived(own().derive(metaProvider));
    }

    @Override
    public final Configuration derive(CommitProvider commitProvider) {
        return derived(own().derive(commitProvider));
    }

    @Override
    public final Configuration derive(Executor executor) {
        return derived(own().derive(executor));
    }

    @Override
    public final Configuration derive(ExecutorProvider executorProvider) {
        return derived(own().derive(executorProvider));
    }

    @Override
    public final Configuration derive(CacheProvider cacheProvider) {
        return derived(own().derive(cacheProvider));
    }

    @Override
    public final Configuration derive(TransactionProvider transactionProvider) {
        return derived(own().derive(transactionProvider));
    }

    @Override
    public final Configuration derive(ConstructorPropertiesProvider constructorPropertiesProvider) {
        return derived(own().derive(constructorPropertiesProvider));
    }

    @Override
    public final Configuration derive(AnnotatedPojoMemberProvider annotatedPojoMemberProvider) {
        return derived(own().derive(annotatedPojoMemberProvider));
    }

    @Override
    public final Configuration derive(RecordMapper<?, ?> recordMapper) {
        return derived(own().derive(recordMapper));
    }

    @Override
    public final Configuration derive(RecordMapperProvider recordMapperProvider) {
        return derived(own().derive(recordMapperProvider));
    }

    @Override
    public final Configuration derive(RecordUnmapper<?, ?> recordUnmapper) {
        return derived(own().derive(recordUnmapper));
    }

    @Override
    public final Configuration derive(RecordUnmapperProvider recordUnmapperProvider) {
        return derived(own().derive(recordUnmapperProvider));
    }

    @Override
    public final Configuration derive(RecordListenerProvider... recordListenerProviders) {
        return derived(own().derive(recordListenerProviders));
    }

    @Override
    public final Configuration derive(ExecuteListenerProvider... executeListenerProviders) {
        return derived(own().derive(executeListenerProviders));
    }

    @Override
    public final Configuration derive(MigrationListenerProvider... migrationListenerProviders) {
        return derived(own().derive(migrationListenerProviders));
    }

    @Override
    public final Configuration derive(VisitListenerProvider... visitListenerProviders) {
        return derived(own().derive(visitListenerProviders));
    }

    @Override
    public final Configuration derive(TransactionListenerProvider... transactionListenerProviders) {
        return derived(own().derive(transactionListenerProviders));
    }

    @Override
    public final Configuration derive(DiagnosticsListenerProvider... diagnosticsListenerProviders) {
        return derived(own().derive(diagnosticsListenerProviders));
    }

    @Override
    public final Configuration derive(Unwrapper unwrapper) {
        return derived(own().derive(unwrapper));
    }

    @Override
    public final Configuration derive(UnwrapperProvider unwrapperProvider) {
        return derived(own().derive(unwrapperProvider));
    }

    @Override
    public final Configuration derive(CharsetProvider charsetProvider) {
        return derived(own().derive(charsetProvider));
    }

    @Override
    public final Configuration derive(ConverterProvider converterProvider) {
        return derived(own().derive(converterProvider));
    }

    @Override
    public final Configuration derive(FormattingProvider formattingProvider) {
        return derived(own().derive(formattingProvider));
    }

    @Override
    public final Configuration derive(SubscriberProvider<?> subscriberProvider) {
        return derived(own().derive(subscriberProvider));
    }

    @Override
    public final Configuration derive(Clock clock) {
        return derived(own().derive(clock));
    }

    @Override
    public final Configuration derive(SQLDialect dialect) {
        return derived(own().derive(dialect));
    }

    @Override
    public final Configuration derive(Settings settings) {
        return derived(own().derive(settings));
    }

    @Override
    public final Configuration deriveSettings(Function<? super Settings, ? extends Settings> change) {
        return derived(own().deriveSettings(change));
    }
}
