package dal.benchmarks.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SeedsTest {

    private final Seeds seeds = new Seeds();

    @Test
    void findsASecretWhereverItStandsAndSaysWhereItWasPut() {
        String secret = seeds.next("password");
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);

        for (String text : List.of(
                "a " + secret + " b",
                "\\x" + HexFormat.of().formatHex(bytes),
                "Basic " + Base64.getEncoder().encodeToString(bytes))) {
            assertThat(seeds.foundIn(List.of("harmless", text)))
                    .singleElement()
                    .asString()
                    .startsWith("password: ");
        }
        assertThat(seeds.foundIn(List.of("harmless"))).isEmpty();
    }

    @Test
    void makesEachSecretOnce() {
        assertThat(seeds.next("a")).isNotEqualTo(seeds.next("a"));
        assertThat(seeds.count()).isEqualTo(2);
    }
}
