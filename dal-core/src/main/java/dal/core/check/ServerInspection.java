package dal.core.check;

import dal.cluster.ClusterName;
import dal.config.ConnectionConfig;
import dal.config.DataAccessConfig;
import dal.config.Strictness;
import dal.config.TenantClassConfig;
import dal.core.pool.Servers;
import dal.tenant.TenantIsolation.RowLevelSecurity;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What is looked at on one server, over one connection. */
final class ServerInspection {

    private final DataAccessConfig config;
    private final Servers servers;
    private final ConnectionBudget budget;

    ServerInspection(DataAccessConfig config, Servers servers) {
        this.config = config;
        this.servers = servers;
        this.budget = new ConnectionBudget(config);
    }

    /** What is wrong with a node. A pooler that stands before it unsaid is told to {@link Servers#foundPooler}. */
    List<Finding> ofNode(Connection connection, ClusterName cluster, ConnectionConfig address) throws SQLException {
        List<Finding> found = new ArrayList<>();
        boolean pooler = address.pooler();
        if (!pooler && UndeclaredPooler.stands(connection)) {
            pooler = true;
            servers.foundPooler(address);
            found.add(UndeclaredPooler.finding(address.address()));
        }
        if (!pooler && config.budget().strictness() != Strictness.OFF) {
            // A pooler shares the server's connections out; how many it has is its own business.
            Finding over = budget.inspect(connection, cluster, address.address());
            if (over != null) {
                found.add(over);
            }
        }
        return List.copyOf(found);
    }

    /** What is wrong with how a class's tenants are kept apart, on its primary. */
    static List<Finding> ofClass(Connection connection, TenantClassConfig tenantClass) throws SQLException {
        return tenantClass.checks().atStart() != Strictness.OFF
                        && tenantClass.isolation() instanceof RowLevelSecurity security
                ? List.copyOf(RowSecurity.inspect(connection, tenantClass, security))
                : List.of();
    }
}
