package dal.core.catalog;

import static dal.core.catalog.FakeRows.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dal.config.TenantTableConfig;
import dal.status.Alert;
import dal.status.Alert.Severity;
import dal.tenant.TenantClassName;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CatalogAlertsTest {

    private static final Duration REFRESH = Duration.ofSeconds(30);
    private static final TenantTableConfig TABLE =
            new TenantTableConfig(TenantClassName.of("catalog"), "dal_tenant", REFRESH, "dal_tenant");

    private final AtomicLong now = new AtomicLong();
    private final FakeRows rows = new FakeRows(row("acme", "standard"));
    private final Reading reading = rows.reading(now::get);
    private final CatalogAlerts alerts = new CatalogAlerts(TABLE, reading, now::get);

    @AfterEach
    void stop() throws InterruptedException {
        reading.stop(Duration.ofMinutes(1));
    }

    private void passes(Duration time) {
        now.addAndGet(time.toNanos());
    }

    @Test
    void thereIsNoneBeforeItStarts() {
        passes(Duration.ofHours(1));
        assertThat(alerts.now()).isEmpty();
    }

    @Test
    void olderThanThreeRefreshesIsStale() throws InterruptedException {
        alerts.start();
        reading.start();
        assertThat(reading.awaitKnown(Duration.ofMinutes(1))).isTrue();
        passes(REFRESH.multipliedBy(3));
        assertThat(alerts.now()).isEmpty();

        passes(Duration.ofSeconds(1));
        assertThat(alerts.now())
                .containsExactly(new Alert(
                        CatalogAlerts.STALE,
                        Severity.WARNING,
                        "dal_tenant",
                        "The tenant catalog is as it was 91 s ago, and is to be read every 30 s: what is known of tenants"
                                + " goes on serving"));
    }

    @Test
    void neverReadIsCritical() {
        rows.fail(new IllegalStateException("down"));
        alerts.start();
        reading.start();
        assertThat(alerts.now()).isEmpty();

        passes(Duration.ofSeconds(91));
        assertThat(alerts.now()).singleElement().satisfies(alert -> {
            assertThat(alert.name()).isEqualTo(CatalogAlerts.STALE);
            assertThat(alert.severity()).isEqualTo(Severity.CRITICAL);
            assertThat(alert.message()).contains("91 s");
        });
    }

    @Test
    void rowsThatCannotBeUnderstoodAreToldUntilTheyCan() throws InterruptedException {
        rows.set(row("acme", "standard"), row("globex", "gold"), row("initech", "gold"));
        alerts.start();
        reading.start();
        assertThat(reading.awaitKnown(Duration.ofMinutes(1))).isTrue();
        assertThat(alerts.now()).singleElement().satisfies(alert -> {
            assertThat(alert.name()).isEqualTo(CatalogAlerts.ROWS);
            assertThat(alert.severity()).isEqualTo(Severity.WARNING);
            assertThat(alert.message()).startsWith("2 rows").contains("'globex'", "'gold'");
        });

        rows.set(row("acme", "standard"));
        reading.changed();
        await().until(() -> alerts.now().isEmpty());
    }
}
