package dal.core.session;

import dal.Session;
import dal.consistency.CommitToken;
import dal.core.execution.Freshness.OfSession;
import dal.tenant.TenantId;

/** A tenant's database that keeps the position of all it wrote and saw. */
final class TrackingSession extends RoutedTenantDatabase implements Session {

    private final OfSession freshness;

    TrackingSession(Parts parts, TenantId tenant, OfSession freshness) {
        super(parts, tenant, freshness);
        this.freshness = freshness;
    }

    @Override
    public CommitToken token() {
        return freshness.token();
    }
}
