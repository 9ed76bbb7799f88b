package dal.benchmarks.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.inject.Module;
import dal.cluster.ClusterName;
import dal.cluster.NodeName;
import dal.cluster.PoolPurpose;
import dal.cluster.Role;
import dal.config.DataAccessConfigReader;
import dal.error.InvalidConfigurationException;
import dal.error.NodeUnavailableException;
import dal.migrations.MigrationFailedException;
import dal.migrations.Migrations;
import dal.spi.RouteDecision;
import dal.spi.RouteReason;
import dal.spi.RouteRequest;
import dal.spi.Router;
import dal.tenant.TenantId;
import dal.testing.cluster.PostgresCluster;
import dal.testing.cluster.PostgresNode;
import dal.testing.cluster.ServerTls;
import dal.testing.tls.CertificateAuthority;
import dal.testing.tls.IssuedCertificate;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections are secured as far as was asked for and never less: what docs/tls.md says, tried on servers with certificates. */
class TlsIT {

    private static final TenantId TENANT = TenantId.of("acme");
    private static final String ROLE = "shop_app";
    private static final String PASSWORD = "hunter2-hunter2";
    private static final String CERTIFICATE_ROLE = "shop_certified";

    /** Who is let in may take as long as a busy machine takes for a first handshake. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Who is not need not. */
    private static final Duration IMPATIENCE = Duration.ofSeconds(2);

    /** Leads to 127.0.0.1 as that does, and stands in no certificate. */
    private static final String OTHER_NAME = "127.1";

    @TempDir
    private static Path directory;

    private static PostgresCluster secured;
    private static PostgresCluster plain;
    private static CertificateAuthority authority;

    @BeforeAll
    static void start() throws IOException {
        authority = CertificateAuthority.create("Shop");
        IssuedCertificate server = authority.issue("database", "dns:localhost", "ip:127.0.0.1");
        write("root.crt", authority.certificatePem());
        write("other.crt", CertificateAuthority.create("Somebody else").certificatePem());
        secured = PostgresCluster.builder()
                .replicas(1)
                .tls(new ServerTls(server.certificatePem(), server.keyPem(), authority.certificatePem()))
                .access("hostssl all " + CERTIFICATE_ROLE + " all cert")
                .access("host all " + CERTIFICATE_ROLE + " all reject")
                .start();
        plain = PostgresCluster.builder().start();
        createRoles(secured);
        createRoles(plain);
    }

    @AfterAll
    static void stop() {
        secured.close();
        plain.close();
    }

    @Test
    void verifyFullEncryptsEveryPoolAndMonitorOnEveryNode() {
        try (WholeLayer layer = layer(secured, verified("verify-full", "root.crt"))) {
            assertThat(layer.databases()
                            .session(TENANT)
                            .<Boolean, RuntimeException>inTransaction(transaction -> isEncrypted(transaction.dsl())))
                    .isTrue();
            Awaitility.await().untilAsserted(() -> {
                assertThat(read(layer)).isTrue();
                assertThat(applications(secured.primary(), true)).contains("tls/monitor", "tls/standard/primary");
                assertThat(applications(secured.replicas().getFirst(), true))
                        .contains("tls/monitor", "tls/standard/replica");
            });
            assertThat(secured.nodes())
                    .allSatisfy(node -> assertThat(applications(node, false)).isEmpty());
        }
    }

    @Test
    void theEnvironmentAloneSaysTheSame() {
        Map<String, String> environment = environment(secured, "");
        environment.put("PGSSLMODE", "verify-full");
        environment.put("PGSSLROOTCERT", file("root.crt"));
        try (WholeLayer layer = WholeLayer.configuredBy(environment)) {
            assertThat(read(layer)).isTrue();
        }
        environment.put("PGSSLROOTCERT", file("other.crt"));
        try (WholeLayer layer = impatient(environment)) {
            refusesInTime(layer);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"verify-ca", "verify-full", "require"})
    void aServerSignedBySomebodyElseIsRefused(String mode) {
        try (LogLines log = LogLines.of("dal");
                WholeLayer layer = impatient(environment(secured, verified(mode, "other.crt")))) {
            refusesInTime(layer);
            Awaitility.await()
                    .untilAsserted(() -> assertThat(log.lines())
                            .anySatisfy(line -> assertThat(line)
                                    .contains("does not answer its monitor")
                                    .contains("SSLHandshakeException")
                                    .contains("CertPath")));
            assertThat(log.lines()).noneSatisfy(line -> assertThat(line).contains(PASSWORD));
            assertThat(secured.nodes()).allSatisfy(node -> {
                assertThat(applications(node, true)).isEmpty();
                assertThat(applications(node, false)).isEmpty();
            });
        }
    }

    @Test
    void verifyFullRefusesAnotherNameWhichVerifyCaAccepts() {
        try (LogLines log = LogLines.of("dal");
                WholeLayer layer = impatient(environment(secured, OTHER_NAME, verified("verify-full", "root.crt")))) {
            refusesInTime(layer);
            Awaitility.await()
                    .untilAsserted(() -> assertThat(log.lines())
                            .anySatisfy(line ->
                                    assertThat(line).contains("hostname " + OTHER_NAME + " could not be verified")));
        }
        try (WholeLayer layer = layer(secured, OTHER_NAME, verified("verify-ca", "root.crt"))) {
            assertThat(read(layer)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"?sslmode=require", "?sslmode=verify-ca&sslrootcert=", "?sslmode=verify-full&sslrootcert="})
    void aServerWithoutTlsIsRefusedWhereTlsIsAskedFor(String parameters) {
        try (LogLines log = LogLines.of("dal");
                WholeLayer layer = impatient(
                        environment(plain, parameters.endsWith("=") ? parameters + file("root.crt") : parameters))) {
            refusesInTime(layer);
            Awaitility.await()
                    .untilAsserted(() -> assertThat(log.lines())
                            .anySatisfy(line -> assertThat(line).contains("does not support SSL")));
            assertThat(applications(plain.primary(), false)).isEmpty();
        }
    }

    @Test
    void requireEncryptsAndBelievesAnybody() {
        try (WholeLayer layer = layer(secured, OTHER_NAME, "?sslmode=require")) {
            assertThat(read(layer)).isTrue();
        }
    }

    @Test
    void whereNothingIsSaidTheServerDecides() {
        try (WholeLayer layer = layer(secured, OTHER_NAME, "")) {
            assertThat(read(layer)).isTrue();
        }
        try (WholeLayer layer = layer(plain, "")) {
            assertThat(read(layer)).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({"disable, false", "allow, false", "prefer, true"})
    void theModesThatPromiseNothingBehaveAsTheirNamesSay(String mode, boolean encrypted) {
        try (WholeLayer layer = layer(secured, "?sslmode=" + mode)) {
            assertThat(read(layer)).isEqualTo(encrypted);
        }
    }

    @Test
    void aRootWithoutAModeIsRefusedAtTheStartInsteadOfIgnored() {
        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(() -> layer(secured, "?sslrootcert=" + file("root.crt")))
                .withMessageContaining("sslmode=verify-full");
    }

    @ParameterizedTest
    @CsvSource({
        "RSA, client.pk8, ''",
        "RSA, client.der, ''",
        "RSA, client.pem, ''",
        "RSA, client.key, ''",
        "EC, client.pk8, ''",
        "EC, client.pem, &pemKeyAlgorithm=EC",
    })
    void aClientCertificateStandsForThePassword(String algorithm, String key, String more) throws IOException {
        IssuedCertificate client = authority.issueWithKey(algorithm, CERTIFICATE_ROLE);
        write("client.crt", client.certificatePem());
        String keyFile = key.endsWith("pem") || key.endsWith("key")
                ? writeKey(key, client.keyPem().getBytes(StandardCharsets.US_ASCII))
                : writeKey(key, client.key().getEncoded());
        String parameters =
                verified("verify-full", "root.crt") + "&sslcert=" + file("client.crt") + "&sslkey=" + keyFile + more;
        try (WholeLayer layer = WholeLayer.configuredBy(certified(parameters))) {
            assertThat(userOf(layer)).isEqualTo(CERTIFICATE_ROLE);
        }
    }

    @Test
    void aClientCertificateMayStandInTheEnvironmentAlone() throws IOException {
        IssuedCertificate client = authority.issue(CERTIFICATE_ROLE);
        Map<String, String> environment = certified("");
        environment.put("PGSSLMODE", "verify-full");
        environment.put("PGSSLROOTCERT", file("root.crt"));
        environment.put("PGSSLCERT", write("client.crt", client.certificatePem()));
        environment.put("PGSSLKEY", writeKey("client.key", client.key().getEncoded()));
        try (WholeLayer layer = WholeLayer.configuredBy(environment)) {
            assertThat(userOf(layer)).isEqualTo(CERTIFICATE_ROLE);
        }
    }

    @Test
    void aPkcs12FileHoldsKeyAndCertificate() throws Exception {
        IssuedCertificate client = authority.issue(CERTIFICATE_ROLE);
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("user", client.key(), PASSWORD.toCharArray(), new X509Certificate[] {client.certificate()});
        Path file = directory.resolve("client.p12");
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, PASSWORD.toCharArray());
        }
        String parameters = verified("verify-full", "root.crt") + "&sslkey=" + file + "&sslpassword=" + PASSWORD;
        try (LogLines log = LogLines.of("dal");
                WholeLayer layer = WholeLayer.configuredBy(certified(parameters))) {
            assertThat(userOf(layer)).isEqualTo(CERTIFICATE_ROLE);
            assertThat(log.lines()).noneSatisfy(line -> assertThat(line).contains(PASSWORD));
        }
    }

    @Test
    void aRoleThatNeedsACertificateIsRefusedWithoutOrWithAnothers() throws IOException {
        refusesWith("requires a valid client certificate", verified("verify-full", "root.crt"));
        IssuedCertificate another = authority.issue("another_role");
        String parameters = verified("verify-full", "root.crt")
                + "&sslcert=" + write("another.crt", another.certificatePem())
                + "&sslkey=" + writeKey("another.key", another.key().getEncoded());
        refusesWith("certificate authentication failed", parameters);
    }

    @ParameterizedTest
    @ValueSource(strings = {"open.key", "open.pem"})
    void aKeyThatOthersMayReadIsRefused(String name) throws IOException {
        IssuedCertificate client = authority.issue(CERTIFICATE_ROLE);
        writeKey(name, client.keyPem().getBytes(StandardCharsets.US_ASCII));
        Files.setPosixFilePermissions(directory.resolve(name), PosixFilePermissions.fromString("rw-r--r--"));
        refusesWith(
                "has group or world access",
                verified("verify-full", "root.crt") + "&sslcert=" + write("client.crt", client.certificatePem())
                        + "&sslkey=" + file(name));
    }

    @Test
    void aPoolSaysWhyItCannotConnect() {
        Map<String, String> environment = environment(secured, verified("verify-full", "other.crt"));
        try (WholeLayer layer =
                impatient(environment, binder -> binder.bind(Router.class).toInstance(new ToThePrimary()))) {
            assertThat(refusesInTime(layer))
                    .hasMessageContaining("SQLSTATE 08006, SSLHandshakeException")
                    .hasMessageContaining("sslmode=verify-full");
        }
    }

    @Test
    void migrationsAreSecuredAsTheServiceIs() throws IOException {
        Path scripts = Files.createDirectories(directory.resolve("scripts"));
        Files.writeString(
                scripts.resolve("V1__seen.sql"),
                "create table seen as select ssl from pg_stat_ssl where pid = pg_backend_pid()");
        secured.createDatabase("migrated");
        String url = "postgresql://" + secured.primary().user() + ":"
                + secured.primary().password() + "@127.0.0.1:"
                + secured.primary().port() + "/migrated";

        migrations(url + verified("verify-full", "root.crt"), scripts).migrate().orThrow();
        try (Connection connection = secured.primary().connect("migrated");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select ssl from seen")) {
            assertThat(row.next()).isTrue();
            assertThat(row.getBoolean(1)).isTrue();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }

        assertThatThrownBy(() -> migrations(url + verified("verify-full", "other.crt"), scripts)
                        .validate()
                        .orThrow())
                .isInstanceOf(MigrationFailedException.class)
                .hasMessageContaining("certification path");
    }

    private static void refusesWith(String reason, String parameters) {
        try (LogLines log = LogLines.of("dal");
                WholeLayer layer = impatient(certified(parameters))) {
            refusesInTime(layer);
            Awaitility.await()
                    .untilAsserted(() -> assertThat(log.lines())
                            .anySatisfy(line -> assertThat(line).contains(reason)));
        }
    }

    private static Migrations migrations(String url, Path scripts) {
        return Migrations.of(DataAccessConfigReader.fromEnvironment(Map.of("DATABASE_URL", url)))
                .scripts("filesystem:" + scripts);
    }

    private static void createRoles(PostgresCluster cluster) {
        try (Connection connection = cluster.primary().connect();
                Statement statement = connection.createStatement()) {
            statement.execute("create role " + ROLE + " login password '" + PASSWORD + "'");
            statement.execute("create role " + CERTIFICATE_ROLE + " login");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        cluster.awaitReplication(Duration.ofSeconds(30));
    }

    private static String verified(String mode, String root) {
        return "?sslmode=" + mode + "&sslrootcert=" + file(root);
    }

    private static WholeLayer layer(PostgresCluster cluster, String parameters) {
        return WholeLayer.configuredBy(environment(cluster, parameters));
    }

    private static WholeLayer layer(PostgresCluster cluster, String host, String parameters) {
        return WholeLayer.configuredBy(environment(cluster, host, parameters));
    }

    private static WholeLayer impatient(Map<String, String> environment, Module... overrides) {
        Map<String, String> hurried = new HashMap<>(environment);
        hurried.put("PG_CONNECTION_TIMEOUT", Long.toString(IMPATIENCE.toMillis()));
        return WholeLayer.configuredBy(hurried, overrides);
    }

    private static Map<String, String> environment(PostgresCluster cluster, String parameters) {
        return environment(cluster, cluster.primary().host(), parameters);
    }

    private static Map<String, String> environment(PostgresCluster cluster, String host, String parameters) {
        return environment(cluster, ROLE + ":" + PASSWORD, host, parameters);
    }

    /** Without a password. */
    private static Map<String, String> certified(String parameters) {
        return environment(secured, CERTIFICATE_ROLE, secured.primary().host(), parameters);
    }

    private static Map<String, String> environment(
            PostgresCluster cluster, String login, String host, String parameters) {
        Map<String, String> environment = new HashMap<>();
        environment.put("DATABASE_URL", url(cluster.primary(), login, host, parameters));
        cluster.replicas()
                .forEach(replica -> environment.put("DATABASE_REPLICA_URLS", url(replica, login, host, parameters)));
        environment.put("PG_APP_NAME", "tls");
        environment.put("PG_POOL_MIN", "0");
        environment.put("PG_CONNECTION_TIMEOUT", Long.toString(PATIENCE.toMillis()));
        return environment;
    }

    private static String url(PostgresNode node, String login, String host, String parameters) {
        return "postgresql://" + login + "@" + host + ":" + node.port() + "/postgres" + parameters;
    }

    private static NodeUnavailableException refusesInTime(WholeLayer layer) {
        long asked = System.nanoTime();
        NodeUnavailableException refusal = catchThrowableOfType(
                NodeUnavailableException.class,
                () -> layer.databases().session(TENANT).dsl().selectOne().fetch());
        Duration took = Duration.ofNanos(System.nanoTime() - asked);
        assertThat(refusal).isNotNull();
        // A wait for a node, a wait for a connection to it, and a busy machine.
        assertThat(took).isLessThan(IMPATIENCE.multipliedBy(6));
        assertThat(refusal).hasMessageNotContaining(PASSWORD);
        return refusal;
    }

    private static boolean read(WholeLayer layer) {
        return layer.databases().session(TENANT).<Boolean, RuntimeException>read(TlsIT::isEncrypted);
    }

    /** Whether the connection that this very statement runs on is. */
    private static boolean isEncrypted(DSLContext dsl) {
        return Boolean.TRUE.equals(dsl.select(DSL.field("ssl", Boolean.class))
                .from("pg_stat_ssl")
                .where("pid = pg_backend_pid()")
                .fetchSingle()
                .value1());
    }

    private static String userOf(WholeLayer layer) {
        return layer.databases()
                .session(TENANT)
                .<String, RuntimeException>read(dsl -> String.valueOf(
                        dsl.select(DSL.currentUser()).fetchSingle().value1()));
    }

    /** What is connected to that node, encrypted or not, seen by the server. */
    private static Set<String> applications(PostgresNode node, boolean encrypted) {
        Set<String> names = new HashSet<>();
        try (Connection connection = node.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "select application_name from pg_stat_activity join pg_stat_ssl using (pid)"
                                + " where application_name like 'tls/%' and " + (encrypted ? "ssl" : "not ssl"))) {
            while (rows.next()) {
                names.add(rows.getString(1));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return names;
    }

    private static String file(String name) {
        return directory.resolve(name).toString();
    }

    /** For its owner's eyes alone, or the driver would not take it. */
    private static String writeKey(String name, byte[] key) throws IOException {
        Path file = directory.resolve(name);
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.write(file, key).toString();
    }

    private static String write(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text).toString();
    }

    /** Asks no monitor, so that it is the pool which finds out. */
    private static final class ToThePrimary implements Router {

        @Override
        public RouteDecision route(RouteRequest request) {
            return new RouteDecision.Use(NodeName.of("primary"), Role.PRIMARY, PoolPurpose.PRIMARY, RouteReason.WRITE);
        }

        @Override
        public void completed(ClusterName cluster, NodeName node, NodeOutcome outcome, long duration) {
            // It learns nothing.
        }
    }
}
