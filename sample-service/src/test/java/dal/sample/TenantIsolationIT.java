package dal.sample;

import static org.assertj.core.api.Assertions.assertThat;

import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** acme and bluebird are of one class: they share pools, so connections. */
@PostgresTest(replicas = 2, pools = "retail")
class TenantIsolationIT {

    private static RunningSample sample;
    private static TestDatabase data;

    @BeforeAll
    static void start(TestDatabase database) throws Exception {
        data = database;
        RunningSample.prepare(database);
        sample = RunningSample.start(database);
    }

    @AfterAll
    static void stop() {
        sample.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/products",
                "/api/products?search=chair",
                "/api/products/{product}",
                "/api/customers",
                "/api/customers/{customer}",
                "/api/orders/{order}"
            })
    void aReadShowsTheOwnRowsAlone(String path) throws Exception {
        String own = sample.as(RunningSample.BLUEBIRD)
                .get(withIds(path, RunningSample.BLUEBIRD))
                .body();
        String others = sample.as(RunningSample.BLUEBIRD)
                .get(withIds(path, RunningSample.ACME))
                .body();

        assertThat(own).contains("bluebird").doesNotContain("acme", "ember");
        assertThat(others).doesNotContain("acme", "ember");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/products/{product}",
                "/api/customers/{customer}",
                "/api/customers/{customer}/orders",
                "/api/orders/{order}",
                "/api/stock/{product}"
            })
    void anotherTenantsIdIsNobodys(String path) throws Exception {
        String ofAcme = withIds(path, RunningSample.ACME);

        assertThat(sample.as(RunningSample.ACME).get(ofAcme).statusCode()).isEqualTo(200);
        assertThat(sample.as(RunningSample.BLUEBIRD).get(ofAcme).statusCode()).isEqualTo(404);
    }

    @Test
    void theStockListedIsTheOwn() throws Exception {
        String levels = sample.as(RunningSample.BLUEBIRD).get("/api/stock").body();

        assertThat(levels).contains("\"productId\":" + id("product", RunningSample.BLUEBIRD) + ",");
        assertThat(levels).doesNotContain("\"productId\":" + id("product", RunningSample.ACME) + ",");
    }

    @Test
    void writesReachNobodyElsesRows() throws Exception {
        long product = id("product", RunningSample.ACME);
        long customer = id("customer", RunningSample.ACME);
        Api intruder = sample.as(RunningSample.BLUEBIRD);

        List<HttpResponse<String>> refused = List.of(
                intruder.post("/api/stock/" + product + "/receipts", "{\"quantity\": 5}"),
                intruder.post("/api/orders", order(customer, product)),
                intruder.post("/api/orders", order(id("customer", RunningSample.BLUEBIRD), product)),
                intruder.post("/api/orders", order(customer, id("product", RunningSample.BLUEBIRD))));

        assertThat(refused).extracting(HttpResponse::statusCode).containsOnly(404);
        assertThat(number("select quantity from retail.stock where product_id = " + product))
                .isEqualTo(100);
        assertThat(number("select count(*) from retail.customer_order where tenant_id = 'acme'"))
                .isEqualTo(1);
    }

    @Test
    void theSameAddressMayBeACustomerOfEachTenant() throws Exception {
        String customer = "{\"name\": \"Cat\", \"email\": \"cat@example.org\"}";

        assertThat(sample.as(RunningSample.ACME)
                        .post("/api/customers", customer)
                        .statusCode())
                .isEqualTo(201);
        assertThat(sample.as(RunningSample.BLUEBIRD)
                        .post("/api/customers", customer)
                        .statusCode())
                .isEqualTo(201);
        assertThat(sample.as(RunningSample.ACME)
                        .post("/api/customers", customer)
                        .statusCode())
                .isEqualTo(409);
    }

    private static String order(long customer, long product) {
        return "{\"customerId\": " + customer + ", \"lines\": [{\"productId\": " + product + ", \"quantity\": 1}]}";
    }

    private static String withIds(String path, String tenant) throws Exception {
        return path.replace("{product}", Long.toString(id("product", tenant)))
                .replace("{customer}", Long.toString(id("customer", tenant)))
                .replace("{order}", Long.toString(id("customer_order", tenant)));
    }

    private static long id(String table, String tenant) throws Exception {
        return number("select min(id) from retail." + table + " where tenant_id = '" + tenant + "'");
    }

    private static long number(String sql) throws Exception {
        try (var connection = data.connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
