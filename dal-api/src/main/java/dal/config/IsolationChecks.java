package dal.config;

import java.util.Objects;
import java.util.Set;

/**
 * What is checked of how tenants are kept apart.
 *
 * @param atStart whether the server's side of it is looked at: the role, the policies of every table it may reach
 * @param exempt tables and views that all tenants share on purpose, with or without their schema: nothing is found against them
 * @param onRelease whether each connection is asked, in a round trip of its own, that it carries no tenant when it goes back to its pool. For tests and for
 *     hunting a fault
 */
public record IsolationChecks(Strictness atStart, Set<String> exempt, boolean onRelease) {

    /** Flyway's own table, which holds nothing of tenants. */
    public static final String MIGRATION_HISTORY = "flyway_schema_history";

    /** Findings at start are warned of; connections are not asked. */
    public static final IsolationChecks DEFAULT =
            new IsolationChecks(Strictness.WARN, Set.of(MIGRATION_HISTORY), false);

    public IsolationChecks {
        Objects.requireNonNull(atStart, "atStart");
        exempt = Set.copyOf(exempt);
    }
}
