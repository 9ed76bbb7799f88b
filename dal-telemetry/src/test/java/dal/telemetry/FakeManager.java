package dal.telemetry;

import dal.Database;
import dal.DbConnectionManager;
import dal.Session;
import dal.TenantDatabase;
import dal.consistency.CommitToken;
import dal.status.DrainReport;
import dal.status.ManagerStatus;
import dal.tenant.TenantClassName;
import dal.tenant.TenantId;
import java.time.Duration;

/** A manager that has a status and nothing else. */
public final class FakeManager implements DbConnectionManager {

    private ManagerStatus status;

    public FakeManager(ManagerStatus status) {
        this.status = status;
    }

    public void become(ManagerStatus next) {
        this.status = next;
    }

    @Override
    public ManagerStatus status() {
        return status;
    }

    @Override
    public TenantDatabase database(TenantId tenant) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Session session(TenantId tenant) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Session session(TenantId tenant, CommitToken token) {
        throw new UnsupportedOperationException();
    }

    @Override
    public DrainReport shutdown(Duration deadline) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Database unscoped(TenantClassName door) {
        throw new UnsupportedOperationException();
    }
}
