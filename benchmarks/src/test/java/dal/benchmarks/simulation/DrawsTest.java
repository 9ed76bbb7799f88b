package dal.benchmarks.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dal.cluster.NodeName;
import dal.routing.topology.NodeView;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class DrawsTest {

    private static final Offset<Double> EXACTLY = within(1e-9);

    @Test
    void ofTwoBothAreDrawnAndOfThreeEachInTwoThirds() {
        assertThat(Draws.bounds(List.of(node(1, ""), node(1, "")), new double[] {1, 1}, ""))
                .containsExactly(new double[] {1, 1}, EXACTLY);
        assertThat(Draws.bounds(List.of(node(1, ""), node(1, ""), node(1, "")), new double[] {1, 1, 1}, ""))
                .containsExactly(new double[] {2 / 3.0, 2 / 3.0, 2 / 3.0}, EXACTLY);
    }

    @Test
    void heavierOnesAreDrawnMoreOften() {
        assertThat(Draws.bounds(List.of(node(2, ""), node(1, ""), node(1, "")), new double[] {1, 1, 1}, ""))
                .containsExactly(
                        new double[] {0.5 + 0.25 * 4 / 3, 0.25 + 0.25 + 0.25 / 3, 0.25 + 0.25 + 0.25 / 3}, EXACTLY);
    }

    @Test
    void oneThatWarmsUpTakesPartInItsPartUnlessItIsAlone() {
        assertThat(Draws.bounds(List.of(node(1, ""), node(1, "")), new double[] {0.1, 1}, ""))
                .containsExactly(new double[] {0.1, 1}, EXACTLY);
        assertThat(Draws.bounds(List.of(node(1, "")), new double[] {0.1}, ""))
                .containsExactly(new double[] {1}, EXACTLY);
    }

    @Test
    void othersThanTheOwnZoneAreDrawnWhileItWarmsUp() {
        assertThat(Draws.bounds(List.of(node(1, "near"), node(1, "far")), new double[] {1, 1}, "near"))
                .containsExactly(new double[] {1, 0}, EXACTLY);
        assertThat(Draws.bounds(List.of(node(1, "near"), node(1, "far")), new double[] {0.2, 1}, "near"))
                .containsExactly(new double[] {0.2, 0.8}, EXACTLY);
    }

    private static NodeView node(double weight, String zone) {
        return new NodeView(NodeName.of("a"), null, true, zone, weight, false, null, null);
    }
}
