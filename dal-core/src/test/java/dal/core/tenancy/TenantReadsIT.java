package dal.core.tenancy;

import static dal.core.testkit.Layer.ACME;
import static dal.core.testkit.Layer.GLOBEX;
import static org.assertj.core.api.Assertions.assertThat;

import dal.core.testkit.Layer;
import dal.core.testkit.Notes;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** P2: whichever way a tenant reads, it sees its own rows, all of them and no others, and leaves nothing on the connection. */
@PostgresTest(replicas = 1, pools = "it/")
class TenantReadsIT {

    private static Layer layer;

    @BeforeAll
    static void start(TestDatabase database) {
        Notes.create(database);
        layer = Layer.over(database);
        Notes.fill(database);
    }

    @AfterAll
    static void stop() {
        layer.close();
    }

    @ParameterizedTest
    @EnumSource
    void seesOnlyItsOwnRows(ReadPath path) throws Exception {
        for (int i = 0; i < 7; i++) {
            assertThat(path.texts(layer.database(ACME))).containsExactlyInAnyOrder("acme-1", "acme-2", "acme-3");
            assertThat(path.texts(layer.database(GLOBEX))).containsExactlyInAnyOrder("globex-1", "globex-2");
        }
        layer.pools().assertClean();
    }
}
