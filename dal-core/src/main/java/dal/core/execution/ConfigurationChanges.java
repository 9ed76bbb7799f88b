package dal.core.execution;

import io.r2dbc.spi.ConnectionFactory;
import java.sql.Connection;
import java.time.Clock;
import java.util.concurrent.Executor;
import javax.sql.DataSource;
import org.jooq.CacheProvider;
import org.jooq.CharsetProvider;
import org.jooq.CommitProvider;
import org.jooq.Configuration;
import org.jooq.ConnectionProvider;
import org.jooq.ConstructorPropertiesProvider;
import org.jooq.ConverterProvider;
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

/** A configuration that is changed as another one is. */
abstract class ConfigurationChanges extends ConfigurationReads {

    private static final long serialVersionUID = 1L;

    @Override
    public final Configuration set(Connection connection) {
        return changed(own().set(connection));
    }

    @Override
    public final Configuration set(DataSource dataSource) {
        return changed(own().set(dataSource));
    }

    @Override
    public final Configuration set(ConnectionProvider connectionProvider) {
        return changed(own().set(connectionProvider));
    }

    @Override
    public final Configuration set(ConnectionFactory connectionFactory) {
        return changed(own().set(connectionFactory));
    }

    @Override
    public final Configuration set(MetaProvider metaProvider) {
        return changed(own().set(metaProvider));
    }

    @Override
    public final Configuration set(CommitProvider commitProvider) {
        return changed(own().set(commitProvider));
    }

    @Override
    public final Configuration set(Executor executor) {
        return changed(own().set(executor));
    }

    @Override
    public final Configuration set(ExecutorProvider executorProvider) {
        return changed(own().set(executorProvider));
    }

    @Override
    public final Configuration set(CacheProvider cacheProvider) {
        return changed(own().set(cacheProvider));
    }

    @Override
    public final Configuration set(TransactionProvider transactionProvider) {
        return changed(own().set(transactionProvider));
    }

    @Override
    public final Configuration set(AnnotatedPojoMemberProvider annotatedPojoMemberProvider) {
        return changed(own().set(annotatedPojoMemberProvider));
    }

    @Override
    public final Configuration set(ConstructorPropertiesProvider constructorPropertiesProvider) {
        return changed(own().set(constructorPropertiesProvider));
    }

    @Override
    public final Configuration set(RecordMapper<?, ?> recordMapper) {
        return changed(own().set(recordMapper));
    }

    @Override
    public final Configuration set(RecordMapperProvider recordMapperProvider) {
        return changed(own().set(recordMapperProvider));
    }

    @Override
    public final Configuration set(RecordUnmapper<?, ?> recordUnmapper) {
        return changed(own().set(recordUnmapper));
    }

    @Override
    public final Configuration set(RecordUnmapperProvider recordUnmapperProvider) {
        return changed(own().set(recordUnmapperProvider));
    }

    @Override
    public final Configuration set(RecordListenerProvider... recordListenerProviders) {
        return changed(own().set(recordListenerProviders));
    }

    @Override
    public final Configuration set(ExecuteListenerProvider... executeListenerProviders) {
        return changed(own().set(executeListenerProviders));
    }

    @Override
    public final Configuration set(MigrationListenerProvider... migrationListenerProviders) {
        return changed(own().set(migrationListenerProviders));
    }

    @Override
    public final Configuration set(VisitListenerProvider... visitListenerProviders) {
        return changed(own().set(visitListenerProviders));
    }

    @Override
    public final Configuration set(TransactionListenerProvider... transactionListenerProviders) {
        return changed(own().set(transactionListenerProviders));
    }

    @Override
    public final Configuration set(DiagnosticsListenerProvider... diagnosticsListenerProviders) {
        return changed(own().set(diagnosticsListenerProviders));
    }

    @Override
    public final Configuration set(Unwrapper unwrapper) {
        return changed(own().set(unwrapper));
    }

    @Override
    public final Configuration set(UnwrapperProvider unwrapperProvider) {
        return changed(own().set(unwrapperProvider));
    }

    @Override
    public final Configuration set(CharsetProvider charsetProvider) {
        return changed(own().set(charsetProvider));
    }

    @Override
    public final Configuration set(ConverterProvider converterProvider) {
        return changed(own().set(converterProvider));
    }

    @Override
    public final Configuration set(FormattingProvider formattingProvider) {
        return changed(own().set(formattingProvider));
    }

    @Override
    public final Configuration set(SubscriberProvider<?> subscriberProvider) {
        return changed(own().set(subscriberProvider));
    }

    @Override
    public final Configuration set(Clock clock) {
        return changed(own().set(clock));
    }

    @Override
    public final Configuration set(SQLDialect dialect) {
        return changed(own().set(dialect));
    }

    @Override
    public final Configuration set(Settings settings) {
        return changed(own().set(settings));
    }

    /** What a caller gets that changed {@code own}. */
    final Configuration changed(Configuration own) {
        return this;
    }
}
