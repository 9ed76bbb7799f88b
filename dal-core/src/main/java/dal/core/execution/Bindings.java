package dal.core.execution;

import dal.cluster.Role;
import dal.config.ConnectionConfig;
import dal.config.TenantClassConfig;
import dal.consistency.LogPosition;
import dal.core.connection.Binding;
import dal.core.pool.Servers;
import dal.core.tenancy.NodeCheck;
import dal.core.tenancy.PositionQuery;
import dal.core.tenancy.StatementFrame;
import dal.spi.NodeState;
import dal.spi.RouteDecision;
import dal.spi.RouteRequest.Intent;
import dal.spi.Topology;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.ServerVersion;

/** Puts together what a connection carries for the work it was borrowed for: what binds its tenant, what the server confirms of itself, what is asked behind it. */
final class Bindings {

    private final Topology topology;
    private final Servers servers;

    Bindings(Topology topology, Servers servers) {
        this.topology = topology;
        this.servers = servers;
    }

    /** What work carries on a connection of the node chosen. */
    Binding of(
            List<String> settings,
            ClassRuntime tenantClass,
            Work work,
            RouteDecision.Use use,
            Audience audience,
            ConnectionConfig server,
            BaseConnection raw) {
        TenantClassConfig config = tenantClass.config();
        boolean readOnly = work.intent() == Intent.READ;
        Duration timeout = work.timeout();
        if (timeout == null
                && servers.throughPooler(server)
                && config.statementTimeout().isPositive()) {
            timeout = config.statementTimeout();
        }
        // Whether a transaction's position is wanted shows when it commits: a session may have joined it.
        boolean asks = audience.wanted() || work.library();
        LogPosition required = use.role() == Role.REPLICA ? use.required() : null;
        // A session's statements are checked from its first on, so that each has one text.
        boolean counts = required != null || (asks && use.role() == Role.REPLICA);
        NodeCheck check =
                counts ? NodeCheck.HAS_REPLAYED : use.role() == Role.PRIMARY ? NodeCheck.IS_PRIMARY : NodeCheck.NONE;
        Binding bareRead = tenantClass.bare();
        if (bareRead != null
                && readOnly
                && work.provableRead()
                && timeout == null
                && !asks
                && check == NodeCheck.NONE) {
            return bareRead;
        }
        PositionQuery position = PositionQuery.of(asks, use.role());
        TransactionTerms terms = work.terms();
        StatementFrame frame;
        List<String> own;
        if (terms == null) {
            frame = tenantClass.frame(readOnly, timeout != null, position, check);
            own = timeout == null ? List.of() : List.of(Long.toString(timeout.toMillis()));
        } else {
            TransactionSettings mine =
                    TransactionSettings.of(timeout, terms, raw.haveMinimumServerVersion(ServerVersion.v17));
            frame = tenantClass.frame(readOnly, mine, position, check, terms);
            own = mine.values();
        }
        List<String> values = settings;
        if (!own.isEmpty() || counts) {
            values = new ArrayList<>();
            if (counts) {
                Instant startedAt = required == null ? null : use.startedAt();
                values.add(required == null ? NodeCheck.ORIGIN : required.lsnText());
                values.add(startedAt == null ? NodeCheck.ANY : startedAt.toString());
            }
            values.addAll(settings);
            values.addAll(own);
        }
        boolean bare = frame.bindCount() == 0
                && !frame.asksPosition()
                && (!readOnly || (work.provableRead() && use.role() == Role.REPLICA));
        return new Binding(
                frame,
                values,
                bare,
                tenantClass.queryTimeout(),
                work.isolation(),
                asks ? timeline(config, use) : 0,
                audience);
    }

    private int timeline(TenantClassConfig config, RouteDecision.Use use) {
        return topology.current(config.cluster())
                .node(use.node())
                .map(NodeState::position)
                .map(LogPosition::timeline)
                .orElse(0);
    }
}
