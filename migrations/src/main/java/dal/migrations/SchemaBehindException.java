package dal.migrations;

import dal.error.SchemaException;
import java.util.List;
import java.util.stream.Collectors;

/** A service was not started, since schemas are older than the scripts it comes with. */
public final class SchemaBehindException extends SchemaException {

    private static final long serialVersionUID = 1L;

    static final int MOST_NAMED = 10;

    private final transient List<TargetReport> targets;

    SchemaBehindException(List<TargetReport> targets) {
        super(message(targets));
        this.targets = List.copyOf(targets);
    }

    /** The targets that are behind, and what is pending there. */
    public List<TargetReport> targets() {
        return targets;
    }

    private static String message(List<TargetReport> targets) {
        return targets.stream()
                .limit(MOST_NAMED)
                .map(SchemaBehindException::line)
                .collect(Collectors.joining(
                        "\n",
                        "The schema is older than the service's scripts; migrate first (migrate plan shows what would run):\n",
                        targets.size() > MOST_NAMED ? "\nand " + (targets.size() - MOST_NAMED) + " more" : ""));
    }

    private static String line(TargetReport target) {
        String label = target.target().label();
        return target.successful()
                ? label + " lacks "
                        + target.pending().stream().map(Script::file).collect(Collectors.joining(", "))
                : label + ": " + target.faults().stream().map(Fault::message).collect(Collectors.joining("; "));
    }
}
