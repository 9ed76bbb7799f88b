package dal.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dal.tenant.TenantId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LaunchTest {

    private static final Config OWN_FILE = ConfigFactory.parseResources("application.conf");
    private static final String URL = "postgresql://retail_app@localhost/retail";

    @Test
    void bringsADatabaseAlongWhereNoneIsNamed() {
        assertThat(launch(Map.of()).namesDatabase()).isFalse();
        assertThat(launch(Map.of("DATABASE_URL", "")).namesDatabase()).isFalse();
        assertThat(launch(Map.of("DATABASE_URL", URL)).namesDatabase()).isTrue();
        Config file = ConfigFactory.parseString("dal.clusters.main.primary = \"" + URL + "\"");
        assertThat(Launch.of(List.of(), Map.of(), file).namesDatabase()).isTrue();
    }

    @Test
    void theTenantsOfTheFileAreOfTwoClasses() {
        var tenants = launch(Map.of("DATABASE_URL", URL)).config().tenants();

        assertThat(tenants.defaultClass()).isNull();
        assertThat(tenants.classes()).hasSize(12);
        assertThat(tenants.classes().get(TenantId.of("acme"))).hasToString("premium");
        assertThat(tenants.classes().get(TenantId.of("ember"))).hasToString("standard");
    }

    @Test
    void servesOn8080UnlessPortSaysOtherwise() {
        assertThat(launch(Map.of()).port()).isEqualTo(8080);
        assertThat(launch(Map.of("PORT", "0")).port()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "-1", "65536", "8080.5"})
    void refusesWhatIsNoPort(String port) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> launch(Map.of("PORT", port)))
                .withMessageContaining("PORT");
    }

    @Test
    void refusesAnArgumentItDoesNotKnow() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Launch.of(List.of("--demo"), Map.of(), OWN_FILE))
                .withMessageContaining("--demo-data");
    }

    private static Launch launch(Map<String, String> environment) {
        return Launch.of(List.of(), environment, OWN_FILE);
    }
}
