package dal.core.tenancy;

import static dal.core.testkit.Layer.ACME;
import static org.assertj.core.api.Assertions.assertThat;

import dal.core.testkit.Division;
import dal.core.testkit.Layer;
import dal.core.testkit.Layer.Limits;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** P2: whichever way a tenant writes, it changes its own rows, all of them and no others, and leaves nothing on the connection. */
@PostgresTest(pools = "it/")
class TenantWritesIT {

    private static final Map<Division, Layer> LAYERS = new EnumMap<>(Division.class);

    @BeforeAll
    static void start(TestDatabase database) {
        for (Division division : Division.values()) {
            division.create(database);
            LAYERS.put(
                    division,
                    Layer.limited(
                            database,
                            Limits.USUAL.withIsolation(division.isolation()).checkedOnRelease()));
        }
    }

    @AfterAll
    static void stop() {
        LAYERS.values().forEach(Layer::close);
    }

    static Stream<Arguments> everyPathInEveryDivision() {
        return Stream.of(Division.values())
                .flatMap(division -> Stream.of(WritePath.values()).map(path -> Arguments.of(division, path)));
    }

    @ParameterizedTest
    @MethodSource("everyPathInEveryDivision")
    void changesOnlyItsOwnRows(Division division, WritePath path, TestDatabase database) throws Exception {
        Layer layer = Objects.requireNonNull(LAYERS.get(division));
        for (int i = 0; i < 3; i++) {
            division.fill(database);
            path.mark(layer.database(ACME));
            assertThat(division.of(database, "acme")).containsExactly("acme-1!", "acme-2!", "acme-3!");
            assertThat(division.of(database, "globex")).containsExactly("globex-1", "globex-2");
        }
        layer.pools().assertClean();
    }
}
