package dal.core.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.inject.AbstractModule;
import com.google.inject.CreationException;
import com.google.inject.Injector;
import com.google.inject.Module;
import com.google.inject.PrivateModule;
import com.google.inject.Provides;
import com.google.inject.ProvisionException;
import com.google.inject.Scopes;
import dal.DbConnectionManager;
import dal.ServiceFactory;
import dal.Session;
import dal.TenantDatabase;
import dal.core.testkit.Layer;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ServiceFactoryTest {

    private final List<Injector> made = new java.util.ArrayList<>();

    @AfterEach
    void close() {
        made.forEach(injector -> injector.getInstance(DbConnectionManager.class).close());
    }

    private Injector injector(Module... more) {
        Injector injector = Layer.injector(more);
        made.add(injector);
        return injector;
    }

    private ServiceFactory factory(Module... more) {
        return injector(more).getInstance(ServiceFactory.class);
    }

    private TenantDatabase acme() {
        return made.getLast().getInstance(DbConnectionManager.class).database(Layer.ACME);
    }

    static class Stock {
        final TenantDatabase database;

        @Inject
        Stock(TenantDatabase database) {
            this.database = database;
        }
    }

    static class Orders {
        final TenantDatabase database;
        final Stock stock;

        @Inject
        Orders(Stock stock, TenantDatabase database) {
            this.stock = stock;
            this.database = database;
        }
    }

    static class WithSession {
        final Session session;

        @Inject
        WithSession(Session session) {
            this.session = session;
        }
    }

    @Singleton
    static class Cache {
        final TenantDatabase database;

        @Inject
        Cache(TenantDatabase database) {
            this.database = database;
        }
    }

    @Singleton
    static class LazyCache {
        final Provider<TenantDatabase> database;

        @Inject
        LazyCache(Provider<TenantDatabase> database) {
            this.database = database;
        }
    }

    @Singleton
    static class CacheOfStock {
        final Stock stock;

        @Inject
        CacheOfStock(Stock stock) {
            this.stock = stock;
        }
    }

    static class StockThenCache {
        @Inject
        StockThenCache(Stock stock, CacheOfStock cache) {}
    }

    static class OverCache {
        @Inject
        OverCache(Cache cache) {}
    }

    static class OverProviderOfCache {
        @Inject
        OverProviderOfCache(Provider<CacheOfStock> cache) {}
    }

    static class Nothing {
        @Inject
        Nothing(Runnable nobodyBindsThis) {}
    }

    static class Failing {
        @Inject
        Failing(TenantDatabase database, Throwable failure) throws Throwable {
            throw failure;
        }
    }

    static class OverStock {
        @Inject
        OverStock(CacheOfStock cache) {}
    }

    @Test
    void aSingletonExposedByAPrivateModuleIsRefused() {
        assertThatExceptionOfType(CreationException.class)
                .isThrownBy(() -> injector(new PrivateModule() {
                    @Override
                    protected void configure() {
                        bind(Cache.class).in(Scopes.SINGLETON);
                        expose(Cache.class);
                    }
                }));
    }

    @Test
    void aSingletonThatAsksTheInjectorItselfIsRefusedWhenItIsMade() {
        ServiceFactory factory = factory(new AbstractModule() {
            @Provides
            @Singleton
            CacheOfStock cache(Injector injector) {
                return new CacheOfStock(injector.getInstance(Stock.class));
            }
        });
        assertThatThrownBy(() -> factory.create(OverStock.class, acme()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("singleton");
    }

    @Test
    void aServiceAndThoseItDependsOnShareThatDatabase() {
        ServiceFactory factory = factory();
        Orders orders = factory.create(Orders.class, acme());
        assertThat(orders.database).isSameAs(acme());
        assertThat(orders.stock.database).isSameAs(acme());
        assertThat(factory.create(Orders.class, Layer.GLOBEX).stock.database.tenant())
                .isEqualTo(Layer.GLOBEX);
        assertThat(factory.create(Orders.class, Layer.ACME)).isNotSameAs(orders);
    }

    @Test
    void aSessionIsInjectedWhereOneWasGiven() {
        ServiceFactory factory = factory();
        Session session = made.getLast().getInstance(DbConnectionManager.class).session(Layer.ACME);
        assertThat(factory.create(WithSession.class, session).session).isSameAs(session);
        assertThat(factory.create(Stock.class, session).database).isSameAs(session);
        assertThatThrownBy(() -> factory.create(WithSession.class, acme()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("session(");
    }

    @Test
    void aSingletonThatWouldKeepADatabaseIsRefusedWhenTheInjectorIsMade() {
        for (Class<?> captor : List.of(Cache.class, LazyCache.class, CacheOfStock.class)) {
            assertThatExceptionOfType(CreationException.class)
                    .isThrownBy(() -> injector(binder -> binder.bind(captor)))
                    .withMessageContaining(captor.getSimpleName())
                    .withMessageContaining("one tenant's database for all");
        }
        assertThatExceptionOfType(CreationException.class)
                .isThrownBy(() -> injector(binder -> binder.bind(Stock.class).in(jakarta.inject.Singleton.class)));
        assertThatExceptionOfType(CreationException.class)
                .isThrownBy(() -> injector(binder -> binder.bind(OverCache.class)));
    }

    @Test
    void aSingletonNobodyBoundIsRefusedWhenItIsFirstNeeded() {
        ServiceFactory factory = factory();
        for (Class<?> service : List.of(
                Cache.class,
                LazyCache.class,
                CacheOfStock.class,
                OverCache.class,
                StockThenCache.class,
                OverProviderOfCache.class)) {
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> factory.create(service, acme()), service.getSimpleName())
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("one tenant's database for all");
            }
        }
    }

    @Test
    void whatIsMissingIsSaid() {
        ServiceFactory factory = factory();
        assertThatThrownBy(() -> factory.create(Nothing.class, acme()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Nothing")
                .hasMessageContaining("Runnable");
    }

    @Test
    void whatAConstructorThrowsPassesThrough() {
        for (Throwable failure : List.of(new IllegalStateException("x"), new AssertionError("x"))) {
            ServiceFactory factory = factory(new AbstractModule() {
                @Override
                protected void configure() {
                    bind(Throwable.class).toInstance(failure);
                }
            });
            assertThatThrownBy(() -> factory.create(Failing.class, acme())).isSameAs(failure);
        }
        IOException checked = new IOException("x");
        ServiceFactory factory = factory(binder -> binder.bind(Throwable.class).toInstance(checked));
        assertThatThrownBy(() -> factory.create(Failing.class, acme()))
                .isInstanceOf(ProvisionException.class)
                .hasCause(checked);
    }

    @Test
    void aDatabaseOutsideTheFactoryIsAClearError() {
        Injector injector = injector();
        assertThatThrownBy(() -> injector.getInstance(Stock.class))
                .isInstanceOf(ProvisionException.class)
                .hasMessageContaining("ServiceFactory");
        injector.getInstance(ServiceFactory.class).create(Stock.class, acme());
        assertThatThrownBy(() -> injector.getInstance(TenantDatabase.class)).isInstanceOf(ProvisionException.class);
    }
}
