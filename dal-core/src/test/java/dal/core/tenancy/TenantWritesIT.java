package dal.core.tenancy;

import static dal.core.testkit.Layer.ACME;
import static org.assertj.core.api.Assertions.assertThat;

import dal.core.testkit.Layer;
import dal.core.testkit.Notes;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** P2: whichever way a tenant writes, it changes its own rows, all of them and no others, and leaves nothing on the connection. */
@PostgresTest(pools = "it/")
class TenantWritesIT {

    private static Layer layer;

    @BeforeAll
    static void start(TestDatabase database) {
        Notes.create(database);
        layer = Layer.over(database);
    }

    @AfterAll
    static void stop() {
        layer.close();
    }

    @ParameterizedTest
    @EnumSource
    void changesOnlyItsOwnRows(WritePath path, TestDatabase database) throws Exception {
        for (int i = 0; i < 3; i++) {
            Notes.fill(database);
            path.mark(layer.database(ACME));
            assertThat(Notes.of(database, "acme")).containsExactly("acme-1!", "acme-2!", "acme-3!");
            assertThat(Notes.of(database, "globex")).containsExactly("globex-1", "globex-2");
        }
        layer.pools().assertClean();
    }
}
