package dal.sample;

import static org.assertj.core.api.Assertions.assertThat;

import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@PostgresTest(replicas = 2, pools = "retail")
class BadRequestsIT {

    private static RunningSample sample;

    @BeforeAll
    static void start(TestDatabase database) throws Exception {
        RunningSample.prepare(database);
        sample = RunningSample.start(database);
    }

    @AfterAll
    static void stop() {
        sample.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    ''      | /api/products                | 400 | no-tenant
                    nobody  | /api/products                | 404 | unknown-tenant
                    acme    | /api/nothing                 | 404 | no-such-path
                    acme    | /api/products/1000000        | 404 | no-such-product
                    acme    | /api/products/x              | 400 | invalid-parameter
                    acme    | /api/products/99999999999999999999 | 400 | invalid-parameter
                    acme    | /api/products?limit=0        | 400 | invalid-parameter
                    acme    | /api/products?limit=1000     | 400 | invalid-parameter
                    acme    | /api/products?after=-1       | 400 | invalid-parameter
                    acme    | /api/products?search=%00     | 400 | invalid-parameter
                    acme    | /api/customers/1000000       | 404 | no-such-customer
                    acme    | /api/customers/1000000/orders | 404 | no-such-customer
                    acme    | /api/orders/1000000          | 404 | no-such-order
                    acme    | /api/stock/1000000           | 404 | no-such-product
                    acme    | /api/demo/slow?seconds=3600  | 400 | invalid-parameter
                    """)
    void aReadThatCannotBeAnswered(String tenant, String path, int status, String code) throws Exception {
        assertProblem(sample.as(tenant).get(path), status, code);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    /api/orders            | {                                                            | 400 | malformed-json
                    /api/orders            | ''                                                           | 400 | malformed-json
                    /api/orders            | null                                                         | 400 | malformed-json
                    /api/orders            | {"customerId": 1}                                            | 422 | invalid-value
                    /api/orders            | {"customerId": 1, "lines": []}                               | 422 | invalid-value
                    /api/orders            | {"customerId": 1, "lines": [null]}                           | 422 | invalid-value
                    /api/orders            | {"customerId": 1, "lines": [{"productId": 1, "quantity": 0}]} | 422 | invalid-value
                    /api/orders            | {"customerId": 1, "lines": [{"productId": 1, "quantity": 1}, {"productId": 1, "quantity": 1}]} | 422 | invalid-value
                    /api/orders            | {"customerId": 1, "lines": [{"productId": 1, "quantity": 101}]} | 409 | not-enough-stock
                    /api/orders            | {"customerId": 1, "lines": [{"productId": 1000000, "quantity": 1}]} | 404 | no-such-product
                    /api/orders            | {"customerId": 1000000, "lines": [{"productId": 1, "quantity": 1}]} | 404 | no-such-customer
                    /api/customers         | {"name": "", "email": "a@b"}                                 | 422 | invalid-value
                    /api/customers         | {"name": "A", "email": "nowhere"}                            | 422 | invalid-value
                    /api/customers         | {"name": "A", "email": "ANN@acme.example"}                   | 409 | email-taken
                    /api/stock/1/receipts  | {"quantity": -5}                                             | 422 | invalid-value
                    /api/stock/1/receipts  | {"quantity": 2000000000}                                     | 422 | invalid-value
                    /api/stock/1/receipts  | {"quantity": 1.5}                                            | 400 | malformed-json
                    /api/products          | {}                                                           | 405 | method-not-allowed
                    """)
    void aWriteThatCannotBeDone(String path, String body, int status, String code) throws Exception {
        assertProblem(sample.as(RunningSample.ACME).post(path, body), status, code);
    }

    @Test
    void anOrderThatFailedHalfwayHasTakenNothing() throws Exception {
        Api acme = sample.as(RunningSample.ACME);

        assertProblem(
                acme.post(
                        "/api/orders",
                        "{\"customerId\": 1, \"lines\": [{\"productId\": 1, \"quantity\": 1}, {\"productId\": 2, \"quantity\": 101}]}"),
                409,
                "not-enough-stock");

        assertThat(acme.get("/api/stock/1").body()).isEqualTo("{\"productId\":1,\"quantity\":100}");
    }

    @Test
    void saysHowItsDatabaseIs() throws Exception {
        Api nobody = sample.as("");

        assertThat(nobody.get("/api/db/health").body())
                .contains(
                        "\"ok\":true",
                        "\"database\":",
                        "\"timestamp\":",
                        "\"poolSize\":",
                        "\"idleCount\":",
                        "\"waitingCount\":0");
        assertThat(nobody.get("/api/admin/monitoring/connections/health").body())
                .contains("\"status\":\"healthy\"");
        assertThat(nobody.get("/api/admin/monitoring/connections/pool").body())
                .contains("premium/main/primary/primary");
        assertThat(nobody.get("/api/admin/monitoring/connections/alerts").body())
                .contains("\"alerts\":[]");
        assertThat(nobody.get("/api/admin/monitoring/statements?by=calls&limit=1")
                        .body())
                .startsWith("[");
        assertThat(nobody.get("/metrics").body()).contains("db_client_connection_count");
    }

    private static void assertProblem(HttpResponse<String> response, int status, String code) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(response.body())
                .contains("\"code\":\"" + code + "\"")
                .hasLineCount(1)
                .doesNotContain("Exception", "select", "retail.", "SQLSTATE", "\\tat ");
    }
}
