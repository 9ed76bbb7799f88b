package dal.core.execution;

import io.r2dbc.spi.ConnectionFactory;
import java.time.Clock;
import java.util.Map;
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
import org.jooq.RecordMapperProvider;
import org.jooq.RecordUnmapperProvider;
import org.jooq.SQLDialect;
import org.jooq.SchemaMapping;
import org.jooq.SubscriberProvider;
import org.jooq.TransactionListenerProvider;
import org.jooq.TransactionProvider;
import org.jooq.UnwrapperProvider;
import org.jooq.VisitListenerProvider;
import org.jooq.conf.Settings;
import org.jooq.impl.AbstractConfiguration;
import org.jooq.impl.AnnotatedPojoMemberProvider;
import org.jspecify.annotations.Nullable;

/**
 * A configuration of jOOQ's that reads as another one does. What depends on the configuration that it is asked of, such as what it makes where nothing was set, is
 * asked of one that is this one's own.
 */
abstract class ConfigurationReads extends AbstractConfiguration {

    private static final long serialVersionUID = 1L;

    /** Answers what is the same for all that share it. Nothing of it is changed through this one. */
    abstract Configuration shared();

    /** Answers as this one for everything, and may be changed with it. */
    abstract Configuration own();

    @Override
    public final ConnectionProvider interpreterConnectionProvider() {
        return own().interpreterConnectionProvider();
    }

    @Override
    public final ConnectionProvider systemConnectionProvider() {
        return own().systemConnectionProvider();
    }

    @Override
    public final ConnectionFactory connectionFactory() {
        return shared().connectionFactory();
    }

    @Override
    public final MetaProvider metaProvider() {
        return own().metaProvider();
    }

    @Override
    public final CommitProvider commitProvider() {
        return own().commitProvider();
    }

    @Override
    public final ExecutorProvider executorProvider() {
        return shared().executorProvider();
    }

    @Override
    public final CacheProvider cacheProvider() {
        return shared().cacheProvider();
    }

    @Override
    public final TransactionProvider transactionProvider() {
        return own().transactionProvider();
    }

    @Override
    public final AnnotatedPojoMemberProvider annotatedPojoMemberProvider() {
        return shared().annotatedPojoMemberProvider();
    }

    @Override
    public final ConstructorPropertiesProvider constructorPropertiesProvider() {
        return shared().constructorPropertiesProvider();
    }

    @Override
    public final RecordMapperProvider recordMapperProvider() {
        return own().recordMapperProvider();
    }

    @Override
    public final RecordUnmapperProvider recordUnmapperProvider() {
        return own().recordUnmapperProvider();
    }

    @Override
    public final RecordListenerProvider[] recordListenerProviders() {
        return shared().recordListenerProviders();
    }

    @Override
    public final ExecuteListenerProvider[] executeListenerProviders() {
        return shared().executeListenerProviders();
    }

    @Override
    public final MigrationListenerProvider[] migrationListenerProviders() {
        return shared().migrationListenerProviders();
    }

    @Override
    public final VisitListenerProvider[] visitListenerProviders() {
        return shared().visitListenerProviders();
    }

    @Override
    public final TransactionListenerProvider[] transactionListenerProviders() {
        return shared().transactionListenerProviders();
    }

    @Override
    public final DiagnosticsListenerProvider[] diagnosticsListenerProviders() {
        return shared().diagnosticsListenerProviders();
    }

    @Override
    public final UnwrapperProvider unwrapperProvider() {
        return shared().unwrapperProvider();
    }

    @Override
    public final CharsetProvider charsetProvider() {
        return shared().charsetProvider();
    }

    @Override
    public final ConverterProvider converterProvider() {
        return shared().converterProvider();
    }

    @Override
    public final FormattingProvider formattingProvider() {
        return shared().formattingProvider();
    }

    @Override
    public final SubscriberProvider<?> subscriberProvider() {
        return shared().subscriberProvider();
    }

    @Override
    public final Clock clock() {
        return shared().clock();
    }

    @Override
    public final SQLDialect dialect() {
        return shared().dialect();
    }

    @Override
    public final SQLDialect family() {
        return shared().family();
    }

    @Override
    public final Settings settings() {
        return shared().settings();
    }

    @Override
    @Deprecated
    @SuppressWarnings("removal") // As long as jOOQ has it.
    public final SchemaMapping schemaMapping() {
        return shared().schemaMapping();
    }

    @Override
    public final @Nullable Object data(Object key) {
        return shared().data(key);
    }

    @Override
    public final @Nullable Object data(Object key, Object value) {
        return own().data(key, value);
    }

    @Override
    public final Map<Object, Object> data() {
        return own().data();
    }

    @Override
    public final String toString() {
        return shared().toString();
    }
}
