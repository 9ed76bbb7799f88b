package dal.benchmarks.drain;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.multibindings.Multibinder;
import com.typesafe.config.ConfigFactory;
import dal.DbConnectionManager;
import dal.config.DataAccessConfig;
import dal.config.DataAccessConfigReader;
import dal.core.guice.CoreModule;
import dal.core.process.ServiceProcess;
import dal.routing.guice.RoutingModule;
import dal.spi.LifecycleParticipant;
import dal.tenant.TenantId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/** A service under load, until a signal ends it. Told to be rude, it ends as a JVM does by itself. */
public final class DrainProcess {

    static final Duration DEADLINE = Duration.ofSeconds(1);
    static final String RUDE = "rude";

    private DrainProcess() {}

    /**
     * Works until it is told to end.
     *
     * @param arguments what its work's names begin with, and perhaps {@link #RUDE}
     */
    public static void main(String[] arguments) throws InterruptedException {
        DataAccessConfig config = DataAccessConfigReader.read(
                ConfigFactory.parseMap(Map.of("dal.drain-timeout", DEADLINE.toMillis() + "ms")), System.getenv());
        Console console = new Console();
        CompletableFuture<Clients> started = new CompletableFuture<>();
        Injector injector = Guice.createInjector(new CoreModule(config), new RoutingModule(), binder -> {
            Multibinder<LifecycleParticipant> participants =
                    Multibinder.newSetBinder(binder, LifecycleParticipant.class);
            participants.addBinding().toInstance(later(started, false));
            participants.addBinding().toInstance(later(started, true));
        });
        DbConnectionManager databases = injector.getInstance(DbConnectionManager.class);
        Clients clients = new Clients(databases.database(TenantId.of("acme")), console, arguments[0]);
        started.complete(clients);
        if (!List.of(arguments).contains(RUDE)) {
            ServiceProcess.of(() -> databases.shutdown(config.shutdown().deadline()))
                    .install();
        }
        clients.start();
        // Until a signal ends the process.
        new CountDownLatch(1).await();
    }

    /** The clients need the manager, which needs its participants. */
    private static LifecycleParticipant later(CompletableFuture<Clients> started, boolean answers) {
        return new LifecycleParticipant() {
            @Override
            public String name() {
                return answers ? "answers" : "clients";
            }

            @Override
            public Phase phase() {
                return answers ? Phase.CACHES : Phase.INGRESS;
            }

            @Override
            public void stop(Duration remaining) throws Exception {
                Clients clients = started.join();
                clients.stop();
                if (answers) {
                    clients.awaitAnswers(remaining);
                }
            }
        };
    }
}
