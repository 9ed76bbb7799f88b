package dal.config;

import static org.assertj.core.api.Assertions.assertThat;

import dal.error.InvalidConfigurationException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionUrlTest {

    /** Fixed, so that a failure can be repeated. */
    private static final long SEED = 20_260_101;

    private static final int SAMPLES = 500;
    private static final String SPECIAL = "abcXYZ019-._~ !\"#$%&'()*+,/:;<=>?@[\\]^`{|}äß€漢😀";

    @ParameterizedTest
    @CsvSource({
        "postgresql://app@h:5433/shop, h, 5433, shop",
        "postgres://app@h/shop, h, 5432, shop",
        "postgresql://app@h:/shop, h, 5432, shop",
        "postgresql://app@/shop, localhost, 5432, shop",
        "postgresql://app@h, h, 5432, app",
        "postgresql://app@h/, h, 5432, app",
        "postgresql://app@[2001:db8::1]:5433/shop, 2001:db8::1, 5433, shop",
        "postgresql://app@[::1]/shop, ::1, 5432, shop",
        "postgresql://app@10.0.0.7/my%20shop, 10.0.0.7, 5432, my shop",
        "postgresql:///shop?host=h&port=5433&user=app, h, 5433, shop",
        "postgresql://app@h?dbname=shop, h, 5432, shop",
        "jdbc:postgresql://h:5433/shop?user=app, h, 5433, shop",
        "jdbc:postgresql://h/?user=app, h, 5432, app",
        "jdbc:postgresql://[::1]:5433/shop?user=app, ::1, 5433, shop",
        "jdbc:postgresql:shop?user=app, localhost, 5432, shop",
        "jdbc:postgresql:/?user=app, localhost, 5432, app",
        "'  postgresql://app@h/shop\n', h, 5432, shop",
    })
    void takesHostPortAndDatabaseFromEitherForm(String url, String host, int port, String database) {
        ConnectionConfig connection = Reading.connection(url);

        assertThat(connection.host()).isEqualTo(host);
        assertThat(connection.port()).isEqualTo(port);
        assertThat(connection.database()).isEqualTo(database);
        assertThat(connection.user()).isEqualTo("app");
        assertThat(connection.password()).isEqualTo(Secret.NONE);
    }

    @Test
    void whatWasPercentEncodedComesBackAsItWas() {
        Random random = new Random(SEED);
        for (int i = 0; i < SAMPLES; i++) {
            String user = text(random);
            String password = text(random);
            String database = text(random);
            int port = 1 + random.nextInt(65_535);
            String at = "db.example.com:" + port + "/" + encoded(database);

            ConnectionConfig expected = new ConnectionConfig(
                    "db.example.com",
                    port,
                    database,
                    user,
                    Secret.of(password),
                    TlsConfig.UNSPECIFIED,
                    false,
                    Map.of());
            assertThat(Reading.connection("postgresql://" + encoded(user) + ":" + encoded(password) + "@" + at))
                    .isEqualTo(expected);
            assertThat(Reading.connection(
                            "postgresql://" + at + "?user=" + encoded(user) + "&password=" + encoded(password)))
                    .isEqualTo(expected);
            assertThat(Reading.connection(
                            "jdbc:postgresql://" + at + "?password=" + encoded(password) + "&user=" + encoded(user)))
                    .isEqualTo(expected);
        }
    }

    @Test
    void whateverAPasswordHoldsNoFaultRepeatsAnyOfIt() {
        Random random = new Random(SEED);
        for (int i = 0; i < SAMPLES; i++) {
            String raw = "pw" + text(random).replace("\\", "") + "wp";
            String url = "postgresql://app:" + raw + "@h:5432/shop";
            try {
                ConnectionConfig connection = Reading.connection(url);
                assertThat(connection.toString()).doesNotContain("pw");
            } catch (InvalidConfigurationException e) {
                assertThat(e.getMessage())
                        .doesNotContain("pw")
                        .doesNotContain("wp")
                        .doesNotContain(raw);
            }
        }
    }

    @Test
    void aPlusSignIsASpaceInJdbcsParametersAlone() {
        assertThat(Reading.connection("postgresql://app:a+b@h/shop").password().reveal())
                .isEqualTo("a+b");
        assertThat(Reading.connection("postgresql://h/shop?user=app&password=a+b")
                        .password()
                        .reveal())
                .isEqualTo("a+b");
        assertThat(Reading.connection("jdbc:postgresql://h/shop?user=app&password=a+b")
                        .password()
                        .reveal())
                .isEqualTo("a b");
    }

    @Test
    void aPasswordMayHoldWhatEndsNoPart() {
        assertThat(Reading.connection("postgresql://app:a:b?c=d&e,f@h/shop")
                        .password()
                        .reveal())
                .isEqualTo("a:b?c=d&e,f");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mysql://app@h/shop | begins with postgresql://",
                "h/shop | begins with postgresql://",
                "postgresql://app@h1,h2/shop | DATABASE_REPLICA_URLS",
                "postgresql://app@h1:1,h2:2/shop | DATABASE_REPLICA_URLS",
                "postgresql://app@%2Fvar%2Frun%2Fpostgresql/shop | Unix-domain socket",
                "postgresql:///shop?user=app&host=/var/run/postgresql | Unix-domain socket",
                "postgresql://app@h:0/shop | from 1 to 65535",
                "postgresql://app@h:65536/shop | from 1 to 65535",
                "postgresql://app@h:x/shop | from 1 to 65535",
                "postgresql://app@::1/shop | 65535",
                "postgresql://app@[::1/shop | neither a name nor an address",
                "postgresql://app@h h/shop | neither a name nor an address",
                "postgresql://h/shop | no user is named",
                "postgresql://app:a@b@h/shop | more than one @",
                "postgresql://app:a/b@h/shop | %2F",
                "postgresql://app:a%zz@h/shop | two hexadecimal digits",
                "postgresql://app:a%4@h/shop | two hexadecimal digits",
                "postgresql://app:a%00@h/shop | two hexadecimal digits",
                "postgresql://app:%ff@h/shop | not UTF-8",
                "jdbc:postgresql://app:pw@h/shop | JDBC's form takes user and password as parameters",
                "postgresql://app@h/shop?sslmode | name=value",
                "postgresql://app@h/shop?user=other | said more than once",
                "postgresql://app@h/shop?sslmode=require&sslmode=disable | said more than once",
                "postgresql://app@h/shop?connection_limit=many | expected a whole number",
                "postgresql://app@h/shop?pool_timeout=-1 | expected a whole number",
                "postgresql://app@h/shop?pool_timeout=0 | at least",
                "postgresql://app@h/shop?connection_limit=0 | at least 1",
                "postgresql://app@h/shop?connect_timeout=soon | expected a whole number",
                "postgresql://app@h/shop?pgbouncer=maybe | expected true or false",
                "postgresql://app@h/shop?connection_limt=5 | nearest known: connection_limit",
                "postgresql://app@h/shop?ssl_mode=require | nearest known: sslmode",
            })
    void saysWhatIsWrongAndInWhichVariable(String url, String what) {
        assertThat(Reading.urlFaults(url))
                .anySatisfy(
                        fault -> assertThat(fault).startsWith("DATABASE_URL").contains(what));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "preferQueryMode=simple",
                "prepareThreshold=-1",
                "prepareThreshold=often",
                "autosave=always",
                "autosave=conservative",
                "readOnly=true",
                "readOnlyMode=always",
                "targetServerType=primary",
                "target_session_attrs=read-write",
                "loadBalanceHosts=true",
                "load_balance_hosts=random",
                "stringtype=unspecified",
                "replication=database",
                "sslfactory=org.postgresql.ssl.NonValidatingFactory",
                "sslhostnameverifier=my.Verifier",
                "sslcrl=/crl.pem",
                "ssl_min_protocol_version=TLSv1.3",
                "service=shop",
                "hostaddr=10.0.0.1",
                "passfile=/pgpass"
            })
    void refusesWhatWouldBreakAPromise(String parameter) {
        String name = parameter.substring(0, parameter.indexOf('='));

        assertThat(Reading.urlFaults("postgresql://app@h/shop?" + parameter))
                .singleElement()
                .asString()
                .startsWith("DATABASE_URL, " + name + ": refused: ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "preferQueryMode=extended",
                "prepareThreshold=0",
                "prepareThreshold=5",
                "autosave=never",
                "stringtype=varchar",
                "reWriteBatchedInserts=true",
                "options=-c%20jit%3Doff",
                "currentSchema=shop",
                "sslpassword=s3cret"
            })
    void passesEverythingElseToTheDriver(String parameter) {
        String[] nameAndValue = parameter.split("=", 2);

        assertThat(Reading.connection("postgresql://app@h/shop?" + parameter).driverProperties())
                .containsOnly(Map.entry(nameAndValue[0], PercentEncoding.decode(nameAndValue[1], false)));
    }

    @ParameterizedTest
    @CsvSource({
        "connect_timeout, connectTimeout, 7",
        "connectTimeout, connectTimeout, 7",
        "channel_binding, channelBinding, require",
        "require_auth, requireAuth, scram-sha-256",
        "gssencmode, gssEncMode, disable",
        "sslnegotiation, sslNegotiation, direct",
        "krbsrvname, kerberosServerName, postgres",
    })
    void translatesLibpqsNamesForTheDriver(String name, String driverName, String value) {
        assertThat(Reading.connection("postgresql://app@h/shop?" + name + "=" + value)
                        .driverProperties())
                .containsOnly(Map.entry(driverName, value));
    }

    private static String text(Random random) {
        int[] characters = SPECIAL.codePoints().toArray();
        StringBuilder text = new StringBuilder();
        int length = 1 + random.nextInt(12);
        for (int i = 0; i < length; i++) {
            text.appendCodePoint(characters[random.nextInt(characters.length)]);
        }
        return text.toString();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
