package dal.cluster;

/**
 * Names one server of a cluster. The name stays when its role changes.
 *
 * @param value a lower-case letter or digit, then up to 62 of those, hyphens or underscores; unique within its cluster
 */
public record NodeName(String value) {

    /**
     * Checks the value.
     *
     * @throws IllegalArgumentException if the value is no such name
     */
    public NodeName {
        value = Names.requireName("node", value);
    }

    public static NodeName of(String value) {
        return new NodeName(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
