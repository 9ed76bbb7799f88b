package dal.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ConnectionConfigTest {

    private static final Secret PASSWORD = Secret.of("hush");

    @Test
    void theUrlHoldsHostPortAndDatabaseAlone() {
        assertThat(to("db.internal", "shop", TlsConfig.UNSPECIFIED, Map.of()).jdbcUrl())
                .isEqualTo("jdbc:postgresql://db.internal:6543/shop");
    }

    @Test
    void theUrlSurvivesAnAddressWithColonsAndADatabaseWithSpecialCharacters() {
        assertThat(to("::1", "shop/a b?user=x&c%", TlsConfig.UNSPECIFIED, Map.of())
                        .jdbcUrl())
                .isEqualTo("jdbc:postgresql://[::1]:6543/shop%2Fa+b%3Fuser%3Dx%26c%25");
    }

    @Test
    void everyTlsSettingReachesTheDriverByItsOwnName() {
        TlsConfig tls = new TlsConfig(
                SslMode.VERIFY_FULL,
                Path.of("/etc/tls/root.crt"),
                Path.of("/etc/tls/me.crt"),
                Path.of("/etc/tls/me.pk8"));

        assertThat(to("db", "shop", tls, Map.of()).driverSettings())
                .isEqualTo(Map.of(
                        "sslmode", "verify-full",
                        "sslrootcert", "/etc/tls/root.crt",
                        "sslcert", "/etc/tls/me.crt",
                        "sslkey", "/etc/tls/me.pk8"));
    }

    @Test
    void whatIsNotSetIsLeftToTheDriver() {
        assertThat(to("db", "shop", TlsConfig.UNSPECIFIED, Map.of()).driverSettings())
                .isEqualTo(Map.of("sslmode", "prefer"));
    }

    @Test
    void furtherDriverPropertiesAreKeptButCannotLowerTls() {
        TlsConfig tls = new TlsConfig(SslMode.REQUIRE, null, null, null);

        assertThat(to("db", "shop", tls, Map.of("sslmode", "disable", "socketTimeout", "30"))
                        .driverSettings())
                .isEqualTo(Map.of("sslmode", "require", "socketTimeout", "30"));
    }

    @Test
    void userAndPasswordStayOutOfUrlAndSettings() {
        ConnectionConfig connection =
                to("db", "shop", TlsConfig.UNSPECIFIED, Map.of("user", "somebody", "password", "hush"));

        assertThat(connection.driverSettings()).doesNotContainKeys("user", "password");
        assertThat(connection.jdbcUrl()).doesNotContain("app", "hush");
    }

    @Test
    void itsTextFormShowsNoPasswordAndNoDriverPropertysValue() {
        assertThat(to("db", "shop", TlsConfig.UNSPECIFIED, Map.of("sslpassword", "secret"))
                        .toString())
                .doesNotContain("hush", "secret")
                .contains("db:6543", "shop", "app", "sslpassword");
    }

    @Test
    void aPortOutsideTheRangeIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ConnectionConfig(
                        "db", 65_536, "shop", "app", PASSWORD, TlsConfig.UNSPECIFIED, false, Map.of()))
                .withMessageContaining("65536");
    }

    private static ConnectionConfig to(String host, String database, TlsConfig tls, Map<String, String> properties) {
        return new ConnectionConfig(host, 6543, database, "app", PASSWORD, tls, false, properties);
    }
}
