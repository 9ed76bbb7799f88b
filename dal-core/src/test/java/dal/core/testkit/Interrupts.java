package dal.core.testkit;

import static dal.core.testkit.Notes.NOTES;
import static org.assertj.core.api.Assertions.assertThat;

import dal.testing.junit.TestDatabase;

/** What an interrupted write leaves behind: nothing. */
public final class Interrupts {

    private Interrupts() {}

    /** Acme's notes are as {@link Notes#fill} left them, the layer goes on with a clean connection, and no node is blamed. */
    public static void assertNothingTookEffect(Layer layer, TestDatabase database) {
        assertThat(Notes.of(database, "acme")).as("nothing took effect").hasSize(3);
        layer.pools().assertClean();
        assertThat(layer.database(Layer.ACME).dsl().fetchCount(NOTES)).isEqualTo(3);
        assertThat(layer.routing().outcomes().toString())
                .as("no fault of the node")
                .doesNotContain("FAILED");
    }
}
