package dal.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TlsReaderTest {

    private static final String URL = "postgresql://app@h/shop";
    private static final String JDBC = "jdbc:postgresql://h/shop?user=app";
    private static final String SYSTEM_FACTORY = "org.postgresql.ssl.DefaultJavaSSLFactory";

    @TempDir
    Path directory;

    private Path root;
    private Path certificate;
    private Path key;

    @BeforeEach
    void writeCertificates() throws IOException {
        root = Files.createFile(directory.resolve("authorities.pem"));
        certificate = Files.createFile(directory.resolve("client.crt"));
        key = Files.createFile(directory.resolve("client.pk8"));
    }

    @ParameterizedTest
    @EnumSource(
            value = SslMode.class,
            names = {"DISABLE", "ALLOW", "PREFER", "REQUIRE"})
    void takesTheModesThatVerifyNothing(SslMode mode) {
        assertThat(Reading.connection(URL + "?sslmode=" + mode.value()).tls())
                .isEqualTo(new TlsConfig(mode, null, null, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"verify-ca", "verify-full"})
    void takesTheModesThatVerifyWithTheirFiles(String mode) {
        TlsConfig expected = new TlsConfig(
                mode.equals("verify-ca") ? SslMode.VERIFY_CA : SslMode.VERIFY_FULL, root, certificate, key);
        String parameters = "sslmode=" + mode + "&sslrootcert=" + root + "&sslcert=" + certificate + "&sslkey=" + key;

        assertThat(Reading.connection(URL + "?" + parameters).tls()).isEqualTo(expected);
        assertThat(Reading.connection(JDBC + "&" + parameters).tls()).isEqualTo(expected);
        assertThat(Reading.primary(Reading.environment(Map.of(
                                "DATABASE_URL", URL,
                                "PGSSLMODE", mode,
                                "PGSSLROOTCERT", root.toString(),
                                "PGSSLCERT", certificate.toString(),
                                "PGSSLKEY", key.toString())))
                        .tls())
                .isEqualTo(expected);
    }

    @Test
    void requireWithARootCertificateVerifiesAsLibpqDoes() {
        assertThat(Reading.connection(URL + "?sslmode=require&sslrootcert=" + root)
                        .tls())
                .isEqualTo(new TlsConfig(SslMode.VERIFY_CA, root, null, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"verify_full", "VERIFY-FULL", "verify", "on", "strict"})
    void refusesAModeItDoesNotKnow(String mode) {
        assertThat(Reading.urlFaults(URL + "?sslmode=" + mode))
                .singleElement()
                .asString()
                .startsWith("DATABASE_URL, sslmode: unknown sslmode '" + mode + "'")
                .contains("verify-full");
        assertThat(Reading.faults(Map.of("DATABASE_URL", URL, "PGSSLMODE", mode)))
                .singleElement()
                .asString()
                .startsWith("PGSSLMODE: unknown sslmode");
    }

    @ParameterizedTest
    @ValueSource(strings = {"verify-ca", "verify-full"})
    void verifyingNeedsAuthoritiesToTrust(String mode) {
        assertThat(Reading.urlFaults(URL + "?sslmode=" + mode))
                .singleElement()
                .asString()
                .contains("PGSSLROOTCERT")
                .contains("tls.root-certificate")
                .contains("system");
    }

    @Test
    void theDriversOwnPlaceForAuthoritiesCounts() throws IOException {
        Files.createFile(directory.resolve("root.crt"));

        DataAccessConfig config = Reading.read(
                ConfigFactory.empty(),
                ConfigFactory.empty(),
                Map.of("DATABASE_URL", URL + "?sslmode=verify-full"),
                directory);

        assertThat(Reading.primary(config).tls()).isEqualTo(new TlsConfig(SslMode.VERIFY_FULL, null, null, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "&sslmode=verify-full"})
    void systemTrustsWhatTheJvmTrustsAndVerifiesTheName(String mode) {
        ConnectionConfig connection = Reading.connection(URL + "?sslrootcert=system" + mode);

        assertThat(connection.tls()).isEqualTo(new TlsConfig(SslMode.VERIFY_FULL, null, null, null));
        assertThat(connection.driverProperties()).containsOnly(Map.entry("sslfactory", SYSTEM_FACTORY));
    }

    @ParameterizedTest
    @CsvSource({
        "sslmode=require, verify-full",
        "sslmode=verify-ca, verify-full",
        "sslcert=CERT&sslkey=KEY, client certificate",
        "sslfactory=my.Factory, exclude each other",
    })
    void systemIsRefusedWhereItWouldVerifyLess(String parameter, String what) {
        String files = parameter.replace("CERT", certificate.toString()).replace("KEY", key.toString());

        assertThat(Reading.urlFaults(URL + "?sslrootcert=system&" + files))
                .singleElement()
                .asString()
                .contains(what);
    }

    @Test
    void aRootCertificateWithoutAModeIsAFaultSinceNothingWouldBeVerified() {
        assertThat(Reading.faults(Map.of("DATABASE_URL", URL, "PGSSLROOTCERT", root.toString())))
                .singleElement()
                .asString()
                .startsWith("PGSSLROOTCERT")
                .contains("sslmode=verify-full");
    }

    @Test
    void jdbcsSwitchAloneMeansVerifyFull() {
        assertThat(Reading.connection(JDBC + "&ssl=true&sslrootcert=" + root)
                        .tls()
                        .mode())
                .isEqualTo(SslMode.VERIFY_FULL);
        assertThat(Reading.connection(JDBC + "&sslrootcert=" + root + "&ssl")
                        .tls()
                        .mode())
                .isEqualTo(SslMode.VERIFY_FULL);
        assertThat(Reading.connection(JDBC + "&ssl=true&sslmode=require").tls().mode())
                .isEqualTo(SslMode.REQUIRE);
        assertThat(Reading.connection(JDBC + "&ssl=false").tls()).isEqualTo(TlsConfig.UNSPECIFIED);
        assertThat(Reading.urlFaults(JDBC + "&ssl=true&sslmode=prefer"))
                .singleElement()
                .asString()
                .contains("contradict");
    }

    @Test
    void filesThatAreNotThereAreAllListed() {
        assertThat(Reading.urlFaults(
                        URL + "?sslmode=verify-full&sslrootcert=/none/root&sslcert=/none/crt&sslkey=/none/key"))
                .containsExactlyInAnyOrder(
                        "DATABASE_URL, sslrootcert: there is no file /none/root",
                        "DATABASE_URL, sslcert: there is no file /none/crt",
                        "DATABASE_URL, sslkey: there is no file /none/key");
    }

    @Test
    void aDirectoryIsNoCertificate() {
        assertThat(Reading.urlFaults(URL + "?sslmode=verify-full&sslrootcert=" + directory))
                .singleElement()
                .asString()
                .contains("there is no file");
    }

    @Test
    void certificateAndKeyBelongTogether() throws IOException {
        assertThat(Reading.urlFaults(URL + "?sslmode=require&sslcert=" + certificate))
                .singleElement()
                .asString()
                .contains("sslkey");
        assertThat(Reading.urlFaults(URL + "?sslmode=require&sslkey=" + key))
                .singleElement()
                .asString()
                .contains("sslcert");

        Path both = Files.createFile(directory.resolve("client.p12"));
        assertThat(Reading.connection(URL + "?sslmode=require&sslkey=" + both)
                        .tls()
                        .key())
                .isEqualTo(both);
    }

    @Test
    void theFilesSectionHoldsForAllNodesAndTheUrlIsMorePrecise() {
        assertThatThrownBy(() -> Reading.file("""
                        dal.clusters.main {
                          tls { mode = verify-full, root-certificate = /none/root }
                          primary = "postgresql://app@h/shop"
                          replicas = ["postgresql://app@r/shop?sslmode=disable"]
                        }
                        """))
                .hasMessageContaining("clusters.main.tls.root-certificate: there is no file /none/root")
                .hasMessageContaining("a fault");
    }
}
