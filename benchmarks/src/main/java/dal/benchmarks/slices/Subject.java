package dal.benchmarks.slices;

/**
 * One way of several to do the same.
 *
 * @param name what people call it; differs from the others'
 * @param call what is timed
 */
public record Subject(String name, Runnable call) {}
