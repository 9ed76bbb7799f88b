package dal.cluster;

/**
 * Names a cluster: one primary and its replicas.
 *
 * @param value a lower-case letter or digit, then up to 62 of those, hyphens or underscores
 */
public record ClusterName(String value) {

    /**
     * Checks the value.
     *
     * @throws IllegalArgumentException if the value is no such name
     */
    public ClusterName {
        value = Names.requireName("cluster", value);
    }

    public static ClusterName of(String value) {
        return new ClusterName(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
