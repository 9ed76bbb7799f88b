package dal.core.catalog;

import static org.awaitility.Awaitility.await;

import dal.tenant.TenantClassName;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A table that a test writes, that may fail, and that may keep whoever reads it waiting. */
final class FakeRows implements TenantRows {

    static final TenantClassName STANDARD = TenantClassName.of("standard");
    static final TenantClassName PREMIUM = TenantClassName.of("premium");
    static final Set<TenantClassName> CLASSES = Set.of(STANDARD, PREMIUM);

    private final AtomicInteger begun = new AtomicInteger();
    private final Semaphore open = new Semaphore(Integer.MAX_VALUE / 2);
    private volatile List<TenantRow> rows;
    private volatile @Nullable Throwable failure;

    FakeRows(TenantRow... rows) {
        this.rows = List.of(rows);
    }

    static TenantRow row(String tenant, String tenantClass) {
        return new TenantRow(tenant, tenantClass, 1, false);
    }

    /** Reads it, and again when told that it changed. */
    Reading reading() {
        return reading(System::nanoTime);
    }

    Reading reading(LongSupplier clock) {
        return new Reading(this, CLASSES, Duration.ofHours(1), clock);
    }

    void set(TenantRow... now) {
        rows = List.of(now);
    }

    void fail(@Nullable Throwable with) {
        failure = with;
    }

    /** From now on a reading waits. */
    void shut() {
        open.drainPermits();
    }

    void open() {
        open.release(Integer.MAX_VALUE / 2);
    }

    /** How many readings have begun. */
    int begun() {
        return begun.get();
    }

    void awaitBegun(int readings) {
        await().until(() -> begun.get() >= readings);
    }

    @Override
    public List<TenantRow> read(boolean cold) {
        // As they are when it begins.
        List<TenantRow> now = rows;
        begun.incrementAndGet();
        open.acquireUninterruptibly();
        open.release();
        switch (failure) {
            case null -> {
                return now;
            }
            case Error error -> throw error;
            case Throwable other -> throw (RuntimeException) other;
        }
    }
}
