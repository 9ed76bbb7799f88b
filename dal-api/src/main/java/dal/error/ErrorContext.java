package dal.error;

import dal.cluster.NodeName;
import dal.cluster.Role;
import dal.tenant.TenantClassName;
import dal.tenant.TenantId;
import org.jspecify.annotations.Nullable;

/**
 * What an error concerns, as far as it was known when it happened.
 *
 * @param tenant for whom
 * @param tenantClass of which class
 * @param node on which node
 * @param role in which role that node was used
 * @param statement which of several statements that were sent together, counted from 1; 0 where it was one, or it is not known which
 */
public record ErrorContext(
        @Nullable TenantId tenant,
        @Nullable TenantClassName tenantClass,
        @Nullable NodeName node,
        @Nullable Role role,
        int statement) {

    /** Nothing is known. */
    public static final ErrorContext NONE = new ErrorContext(null, null, null, null);

    /** What concerns no one of several statements. */
    public ErrorContext(
            @Nullable TenantId tenant,
            @Nullable TenantClassName tenantClass,
            @Nullable NodeName node,
            @Nullable Role role) {
        this(tenant, tenantClass, node, role, 0);
    }

    public static ErrorContext of(TenantId tenant, TenantClassName tenantClass) {
        return new ErrorContext(tenant, tenantClass, null, null);
    }

    /** The same on a node. */
    public ErrorContext on(NodeName usedNode, Role usedRole) {
        return new ErrorContext(tenant, tenantClass, usedNode, usedRole, statement);
    }

    /** The same of one of several statements that were sent together, counted from 1. */
    public ErrorContext ofStatement(int number) {
        return new ErrorContext(tenant, tenantClass, node, role, number);
    }

    /** What is known, in brackets, for the end of a message; empty where nothing is. */
    String suffix() {
        StringBuilder text = new StringBuilder();
        append(text, "tenant", tenant);
        append(text, "class", tenantClass);
        append(text, "node", node);
        append(text, "role", role == null ? null : role.label());
        append(text, "statement", statement == 0 ? null : statement);
        return text.isEmpty() ? "" : " [" + text + "]";
    }

    private static void append(StringBuilder text, String key, @Nullable Object value) {
        if (value != null) {
            text.append(text.isEmpty() ? "" : " ").append(key).append('=').append(value);
        }
    }
}
