package dal.core.catalog;

import static dal.core.catalog.FakeRows.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dal.tenant.TenantId;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadingTest {

    private static final TenantId ACME = TenantId.of("acme");
    private static final TenantId GLOBEX = TenantId.of("globex");
    private static final Duration LONG = Duration.ofMinutes(1);

    private final AtomicLong now = new AtomicLong();
    private final FakeRows rows = new FakeRows(row("acme", "standard"));
    private final Reading reading = rows.reading(now::get);

    @AfterEach
    void stop() throws InterruptedException {
        rows.open();
        reading.stop(LONG);
    }

    private void started() throws InterruptedException {
        reading.start();
        assertThat(reading.awaitKnown(LONG)).isTrue();
    }

    private boolean knows(TenantId tenant) {
        return reading.latest().find(tenant) != null;
    }

    @Test
    void readsWhenItStarts() throws InterruptedException {
        assertThat(reading.isKnown()).isFalse();
        started();
        assertThat(knows(ACME)).isTrue();
        assertThat(rows.begun()).isEqualTo(1);
    }

    @Test
    void readsAgainWhenItIsToldThatSomethingChanged() throws InterruptedException {
        started();
        rows.set(row("globex", "premium"));
        reading.changed();
        await().until(() -> knows(GLOBEX));
        assertThat(knows(ACME)).isFalse();
    }

    @Test
    void readsWhatChangedWhileItRead() throws InterruptedException {
        rows.shut();
        reading.start();
        rows.awaitBegun(1);
        rows.set(row("globex", "premium"));
        reading.changed();
        rows.open();
        await().until(() -> knows(GLOBEX));
    }

    @Test
    void readsManyChangesTogether() throws InterruptedException {
        started();
        rows.shut();
        reading.changed();
        rows.awaitBegun(2);
        for (int i = 0; i < 1000; i++) {
            reading.changed();
        }
        rows.open();
        reading.awaitAnother(LONG);
        assertThat(rows.begun()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsKnownGoesOnServingWhileReadingFails(boolean error) throws InterruptedException {
        started();
        rows.set(row("globex", "premium"));
        rows.fail(error ? new AssertionError("broken") : new IllegalStateException("down"));
        reading.changed();
        await().until(() -> reading.failure() != null);
        assertThat(knows(ACME)).isTrue();
        assertThat(knows(GLOBEX)).isFalse();

        rows.fail(null);
        await().until(() -> knows(GLOBEX));
        assertThat(reading.failure()).isNull();
    }

    @Test
    void tellsHowOldIsWhatItKnows() throws InterruptedException {
        now.set(1_000);
        started();
        now.set(8_000);
        assertThat(reading.age()).isEqualTo(Duration.ofNanos(7_000));

        rows.fail(new IllegalStateException("down"));
        reading.changed();
        await().until(() -> reading.failure() != null);
        assertThat(reading.age()).isEqualTo(Duration.ofNanos(7_000));

        rows.fail(null);
        await().until(() -> reading.failure() == null);
        assertThat(reading.age()).isZero();
    }

    @Test
    void whoWaitsIsLetGoWhenItStops() throws InterruptedException {
        started();
        rows.shut();
        reading.changed();
        rows.awaitBegun(2);
        Thread waiting = Thread.ofVirtual().start(() -> {
            try {
                reading.awaitAnother(Duration.ofHours(1));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        reading.stop(Duration.ofMillis(1));
        waiting.join();
        assertThat(knows(ACME)).isTrue();
    }
}
