package dal.config;

import java.util.List;
import java.util.Objects;

/**
 * How many connections all processes of this service may open on a server together.
 *
 * @param instances how many processes run at most, a deployment's overlap included
 * @param strictness what becomes of pools that could ask for more than the server has
 */
public record BudgetConfig(int instances, Strictness strictness) {

    /** One process; warned of. */
    public static final BudgetConfig DEFAULT = new BudgetConfig(1, Strictness.WARN);

    public BudgetConfig {
        Objects.requireNonNull(strictness, "strictness");
        Limits.orThrow(faults(instances));
    }

    /** What cannot be met, each beginning with the key it is about. */
    static List<String> faults(int instances) {
        return new Limits().atLeast("instances", 1, instances).faults();
    }
}
