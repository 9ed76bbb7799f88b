package dal.benchmarks.simulation;

import dal.routing.topology.NodeView;
import java.util.List;

/** How probable it is that a replica is one of the two that are drawn. Worked out, not drawn. */
final class Draws {

    private Draws() {}

    /**
     * The probability for each of them.
     *
     * @param parts in which part of the draws each takes part
     * @param zone the zone that is preferred; empty for none
     */
    static double[] bounds(List<NodeView> replicas, double[] parts, String zone) {
        double[] bounds = new double[replicas.size()];
        draw(replicas, parts, zone, new boolean[replicas.size()], 0, 1, bounds);
        return bounds;
    }

    /** Goes through all that may take part, the warm ones always. */
    private static void draw(
            List<NodeView> replicas,
            double[] parts,
            String zone,
            boolean[] takesPart,
            int next,
            double probability,
            double[] bounds) {
        if (probability == 0) {
            return;
        }
        if (next == parts.length) {
            pairs(replicas, zone, takesPart, probability, bounds);
            return;
        }
        takesPart[next] = true;
        draw(replicas, parts, zone, takesPart, next + 1, probability * parts[next], bounds);
        takesPart[next] = false;
        draw(replicas, parts, zone, takesPart, next + 1, probability * (1 - parts[next]), bounds);
    }

    private static void pairs(
            List<NodeView> replicas, String zone, boolean[] takesPart, double probability, double[] bounds) {
        double[] weights = new double[takesPart.length];
        boolean none = true;
        for (boolean one : takesPart) {
            none &= !one;
        }
        boolean near = false;
        for (int i = 0; i < weights.length; i++) {
            near |= (none || takesPart[i])
                    && !zone.isEmpty()
                    && replicas.get(i).zone().equals(zone);
        }
        double total = 0;
        for (int i = 0; i < weights.length; i++) {
            boolean drawn =
                    (none || takesPart[i]) && (!near || replicas.get(i).zone().equals(zone));
            weights[i] = drawn ? (replicas.get(i).weight() > 0 ? replicas.get(i).weight() : 1) : 0;
            total += weights[i];
        }
        for (int i = 0; i < weights.length; i++) {
            double drawn = weights[i] / total;
            for (int j = 0; j < weights.length; j++) {
                if (j != i && weights[i] > 0 && weights[j] > 0) {
                    drawn += weights[j] / total * weights[i] / (total - weights[j]);
                }
            }
            bounds[i] += probability * drawn;
        }
    }
}
