package dal.telemetry.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A query for a meter that is not there finds nothing, and an alert on it never fires. */
final class ShippedQueriesTest {

    private static final Pattern NAME = Pattern.compile("\\b(?:db_client|db_operation|db_system|dal|error)_[a-z_]+");

    @ParameterizedTest
    @ValueSource(strings = {"prometheus-alerts.yml", "grafana-dashboard.json"})
    void nameOnlyMetersAndLabelsThereAre(String resource) throws IOException {
        Set<String> known = Stream.concat(
                        MeterTable.ROWS.stream().flatMap(ShippedQueriesTest::series),
                        MeterTable.LABELS.stream().map(label -> label.name().replace('.', '_')))
                .collect(Collectors.toSet());

        assertThat(NAME.matcher(text(resource)).results().map(MatchResult::group))
                .isNotEmpty()
                .allSatisfy(name -> assertThat(known).contains(name));
    }

    private static Stream<String> series(MeterTable.Row row) {
        String name = row.prometheus();
        return switch (row.kind()) {
            case HISTOGRAM -> Stream.of(name + "_bucket", name + "_count", name + "_sum", name + "_max");
            case SUMMARY -> Stream.of(name + "_count", name + "_sum", name + "_max");
            case COUNTER, GAUGE -> Stream.of(name);
        };
    }

    private static String text(String resource) throws IOException {
        try (InputStream in = Objects.requireNonNull(
                ShippedQueriesTest.class.getResourceAsStream("/dal/telemetry/" + resource), resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
