package dal.migrations.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dal.cluster.ClusterName;
import dal.migrations.Configurations;
import dal.migrations.Fault;
import dal.migrations.MigrationTarget;
import dal.migrations.TargetReport;
import dal.tenant.TenantClassName;
import dal.tenant.TenantId;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class ProgressTest {

    private final AtomicLong nanos = new AtomicLong();
    private final StringWriter written = new StringWriter();

    @Test
    void aTerminalSeesABarTheRateTheTimeThatRemainsAndWhatIsWorkedOn() {
        Progress progress = progress(true);
        progress.began(10, 2);
        upToDate(progress, 2);
        progress.began(target("acme"), 1);
        progress.began(target("globex"), 1);
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(2));
        progress.ended(report("acme", true));

        assertThat(progress.text()).isEqualTo("[#######-----------------] 3/10  0.5/s  0:14 left  globex");
        assertThat(written.toString()).contains("\r\033[K[#######").doesNotContain("\n");
        progress.close();
        assertThat(written.toString()).endsWith("\r\033[K");
    }

    @Test
    void elsewhereALineIsWrittenNowAndThen() {
        Progress progress = progress(false);
        progress.began(100, 0);
        for (int number = 0; number < 100; number++) {
            nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(100));
            progress.began(target("t" + number), 1);
            progress.ended(report("t" + number, number != 3));
        }

        assertThat(written.toString().lines()).hasSizeBetween(2, 3);
        assertThat(written.toString()).contains("/100  10.0/s", "1 failed").doesNotContain("\r\033", "###");
    }

    @Test
    void whoeverWaitsIsNamedWithTheReason() {
        Progress progress = progress(false);
        progress.began(3, 0);
        progress.waits(target("acme"), "another run is at work on it");

        assertThat(written.toString()).contains("main/shop/tenant_acme waits: another run");
    }

    @Test
    void aSingleTargetNeedsNone() {
        Progress progress = progress(false);
        progress.began(1, 0);
        nanos.addAndGet(TimeUnit.MINUTES.toNanos(1));
        progress.began(target("acme"), 1);
        progress.ended(report("acme", true));

        assertThat(written.toString()).isEmpty();
    }

    private Progress progress(boolean terminal) {
        return new Progress(new PrintWriter(written), terminal, nanos::get);
    }

    private static void upToDate(Progress progress, int count) {
        for (int number = 0; number < count; number++) {
            progress.ended(report("done" + number, true));
        }
    }

    private static MigrationTarget target(String tenant) {
        return new MigrationTarget(
                List.of(TenantClassName.of("each")),
                ClusterName.of("main"),
                List.of(Configurations.connection("one", 5432, "shop", "app", "hush")),
                "tenant_" + tenant,
                List.of(),
                TenantId.of(tenant));
    }

    private static TargetReport report(String tenant, boolean successful) {
        return new TargetReport(
                target(tenant),
                successful ? TargetReport.State.DONE : TargetReport.State.FAILED,
                List.of(),
                List.of(),
                successful ? List.of() : List.of(new Fault("no", "try", null, 0, null, null)),
                List.of(),
                1,
                Duration.ZERO);
    }
}
