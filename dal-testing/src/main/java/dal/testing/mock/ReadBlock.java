package dal.testing.mock;

import dal.spi.StatementTraits.Access;
import dal.tenant.TenantId;
import org.jooq.tools.jdbc.MockDataProvider;
import org.jspecify.annotations.Nullable;

/** A block of reads. */
final class ReadBlock extends MockScope {

    private volatile boolean ended;

    ReadBlock(TenantId tenant, MockDataProvider answers, Journal journal) {
        super(tenant, answers, journal);
    }

    void end() {
        ended = true;
    }

    @Override
    MockScope current() {
        return this;
    }

    @Override
    MockRoute route(Access access) {
        return MockRoute.READ;
    }

    @Override
    boolean readOnly() {
        return true;
    }

    @Override
    @Nullable
    String ended() {
        return ended ? "read" : null;
    }
}
