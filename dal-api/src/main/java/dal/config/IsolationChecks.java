package dal.config;

import java.util.Objects;

/**
 * What is checked of how tenants are kept apart.
 *
 * @param atStart whether the server's side of it is looked at: roles, policies, schemas
 * @param onRelease whether each connection is asked, in a round trip of its own, that it carries no tenant when it goes back to its pool. For tests and for
 *     hunting a fault
 */
public record IsolationChecks(Strictness atStart, boolean onRelease) {

    /** Findings at start are warned of; connections are not asked. */
    public static final IsolationChecks DEFAULT = new IsolationChecks(Strictness.WARN, false);

    public IsolationChecks {
        Objects.requireNonNull(atStart, "atStart");
    }
}
