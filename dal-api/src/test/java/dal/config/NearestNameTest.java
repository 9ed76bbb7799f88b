package dal.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestNameTest {

    @ParameterizedTest
    @CsvSource({"kitten, sitting, 3", "'', abc, 3", "abc, '', 3", "abc, abc, 0", "max, min, 2", "max-pool, max, 5"})
    void countsInsertedDeletedAndReplacedCharacters(String left, String right, int distance) {
        assertThat(NearestName.distance(left, right)).isEqualTo(distance);
        assertThat(NearestName.distance(right, left)).isEqualTo(distance);
    }

    @Test
    void anAbbreviationIsNearerThanAShorterName() {
        assertThat(NearestName.of("root-cert", List.of("mode", "root-certificate")))
                .contains("root-certificate");
        assertThat(NearestName.of("max-connections", List.of("eviction", "max")))
                .contains("max");
    }

    @Test
    void theAlphabeticallyFirstOfSeveralIsTaken() {
        assertThat(NearestName.of("mxx", List.of("min", "max"))).contains("max");
        assertThat(NearestName.of("b", List.of("c", "a"))).contains("a");
        assertThat(NearestName.of("b", List.of())).isEmpty();
    }
}
