package dal.sample;

import com.typesafe.config.ConfigFactory;
import dal.testing.cluster.PostgresNode;
import dal.testing.junit.Login;
import dal.testing.junit.TestDatabase;
import io.opentelemetry.api.OpenTelemetry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The service on a test's database, with two products, two customers and an order for each of three shops. */
final class RunningSample implements AutoCloseable {

    /** A tenant of class premium. */
    static final String ACME = "acme";

    /** Another of the same class. */
    static final String BLUEBIRD = "bluebird";

    private static final Login APPLICATION = new Login("retail_app", "for-tests");

    private final RetailService service;

    private RunningSample(RetailService service) {
        this.service = service;
    }

    /** Migrates and stocks the database. */
    static void prepare(TestDatabase database) throws Exception {
        Database.open(launch(database)).close();
        database.execute("alter role " + APPLICATION.user() + " password '" + APPLICATION.password() + "'");
        for (String tenant : List.of(ACME, BLUEBIRD, "ember")) {
            database.execute("""
                    select set_config('app.tenant_id', '%1$s', false);
                    insert into retail.product (sku, name, category, price)
                        values ('%1$s-1', '%1$s chair', 'chairs', 10), ('%1$s-2', '%1$s table', 'tables', 20);
                    insert into retail.stock (product_id, quantity)
                        select id, 100 from retail.product where tenant_id = '%1$s';
                    insert into retail.customer (name, email)
                        values ('%1$s Ann', 'ann@%1$s.example'), ('%1$s Ben', 'ben@%1$s.example');
                    insert into retail.customer_order (customer_id, total)
                        select min(id), 10 from retail.customer where tenant_id = '%1$s';
                    insert into retail.order_line (order_id, line_no, product_id, quantity, unit_price)
                        select o.id, 1, (select min(id) from retail.product where tenant_id = '%1$s'), 1, 10
                        from retail.customer_order o where tenant_id = '%1$s';
                    """.formatted(tenant));
        }
    }

    /** Starts a service on a prepared database; a second one is what another process would be. */
    static RunningSample start(TestDatabase database) throws Exception {
        return start(database, Map.of());
    }

    /** Starts one with variables of its own. */
    static RunningSample start(TestDatabase database, Map<String, String> variables) throws Exception {
        return start(database, variables, OpenTelemetry.noop());
    }

    /** Starts one that is traced so. */
    static RunningSample start(TestDatabase database, Map<String, String> variables, OpenTelemetry traces)
            throws Exception {
        return new RunningSample(RetailService.start(launch(database).config(variables), traces, 0));
    }

    Api as(String tenant) {
        return Api.of(service.port(), tenant);
    }

    private static Launch launch(TestDatabase database) {
        return Launch.of(List.of(), environment(database), ConfigFactory.parseResources("application.conf"));
    }

    /** The variables that name the database. */
    static Map<String, String> environment(TestDatabase database) {
        Map<String, String> environment = new HashMap<>();
        environment.put("DATABASE_URL", database.uri(database.cluster().primary(), APPLICATION));
        environment.put(
                "DATABASE_REPLICA_URLS", replicas(database, database.cluster().replicas()));
        environment.put("DATABASE_URL_DIRECT", database.uri(database.cluster().primary(), database.superuser()));
        environment.put("PORT", "0");
        return environment;
    }

    private static String replicas(TestDatabase database, List<PostgresNode> replicas) {
        return replicas.stream()
                .map(replica -> database.uri(replica, APPLICATION))
                .collect(Collectors.joining(","));
    }

    @Override
    public void close() {
        service.stop();
    }
}
