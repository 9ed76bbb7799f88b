package dal.benchmarks.slices;

import java.util.Collection;

/** The middle of some numbers, which one slice that something else disturbed does not move. */
public final class Medians {

    private Medians() {}

    /** The lower of the two middle ones where there are two; at least one has to be given. */
    public static double of(Collection<Double> values) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return sorted[(sorted.length - 1) / 2];
    }
}
