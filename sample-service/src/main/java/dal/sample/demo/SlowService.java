package dal.sample.demo;

import dal.TenantDatabase;
import jakarta.inject.Inject;
import java.time.Duration;
import org.jooq.impl.DSL;

/** Keeps a connection busy on purpose: to watch a drain, or a pool that runs full. */
public final class SlowService {

    private final TenantDatabase database;

    @Inject
    public SlowService(TenantDatabase database) {
        this.database = database;
    }

    /** A read that the server takes this long for. One round trip. */
    public void sleep(Duration duration) {
        double seconds = duration.toMillis() / 1000.0;
        database.read(dsl -> dsl.select(DSL.field("pg_sleep({0})::text", String.class, DSL.val(seconds)))
                .fetchSingle());
    }
}
