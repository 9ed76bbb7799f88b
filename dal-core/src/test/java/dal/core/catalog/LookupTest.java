package dal.core.catalog;

import static dal.core.catalog.FakeRows.PREMIUM;
import static dal.core.catalog.FakeRows.STANDARD;
import static dal.core.catalog.FakeRows.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dal.config.TenantTableConfig;
import dal.error.CancelledException;
import dal.error.NodeUnavailableException;
import dal.tenant.TenantClassName;
import dal.tenant.TenantId;
import dal.tenant.TenantPlacement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LookupTest {

    private static final TenantId ACME = TenantId.of("acme");
    private static final TenantId GLOBEX = TenantId.of("globex");
    private static final TenantId NOBODY = TenantId.of("nobody");
    private static final TenantId CANARY = TenantId.of("canary");
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final TenantTableConfig TABLE =
            new TenantTableConfig(TenantClassName.of("catalog"), "dal_tenant", Duration.ofHours(1), "dal_tenant");

    private final FakeRows rows = new FakeRows(row("acme", "standard"));
    private final Reading reading = rows.reading();
    private final Lookup lookup = lookup(LONG);

    private Lookup lookup(Duration longestFirstLook) {
        return new Lookup(
                TABLE,
                tenant -> tenant.equals(CANARY) ? Optional.of(TenantPlacement.in(PREMIUM)) : Optional.empty(),
                reading,
                longestFirstLook);
    }

    @AfterEach
    void stop() throws InterruptedException {
        rows.open();
        reading.stop(LONG);
    }

    private void started() throws InterruptedException {
        reading.start();
        assertThat(reading.awaitKnown(LONG)).isTrue();
    }

    @Test
    void answersFromMemoryWhileTheTableCannotBeRead() throws InterruptedException {
        started();
        rows.shut();
        reading.changed();
        rows.awaitBegun(2);

        assertThat(lookup.find(ACME)).contains(TenantPlacement.in(STANDARD)).isSameAs(lookup.find(ACME));
    }

    @Test
    void atAColdStartItWaitsForTheFirstReading() throws Exception {
        rows.shut();
        reading.start();
        rows.awaitBegun(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Optional<TenantPlacement>> waiting = threads.submit(() -> lookup.find(ACME));
            Future<Optional<TenantPlacement>> configured = threads.submit(() -> lookup.find(CANARY));
            rows.open();

            assertThat(waiting.get()).contains(TenantPlacement.in(STANDARD));
            assertThat(configured.get()).contains(TenantPlacement.in(PREMIUM));
        }
    }

    @Test
    void atAColdStartItWaitsNoLongerThanIsAllowedAndTellsWhy() {
        IllegalStateException down = new IllegalStateException("down");
        rows.fail(down);
        reading.start();
        await().until(() -> reading.failure() != null);

        assertThatThrownBy(() -> lookup(Duration.ofMillis(1)).find(ACME))
                .isInstanceOfSatisfying(NodeUnavailableException.class, error -> {
                    assertThat(error.retryable()).isTrue();
                    assertThat(error.tenant()).contains(ACME);
                })
                .hasMessageContaining("dal_tenant")
                .hasMessageContaining("door 'catalog'")
                .hasCause(down);
    }

    @Test
    void aTenantAddedAMomentAgoIsFoundByLookingAgain() throws InterruptedException {
        started();
        rows.set(row("acme", "standard"), row("globex", "premium"));

        assertThat(lookup.find(GLOBEX)).contains(TenantPlacement.in(PREMIUM));
        assertThat(rows.begun()).isEqualTo(2);
    }

    @Test
    void unknownNamesDoNotBecomeAQueryEach() throws Exception {
        started();
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Future<Optional<TenantPlacement>>> asked = new ArrayList<>();
            for (int i = 0; i < 10_000; i++) {
                TenantId unknown = TenantId.of("unknown-" + i);
                asked.add(threads.submit(() -> lookup.find(unknown)));
            }
            for (Future<Optional<TenantPlacement>> each : asked) {
                assertThat(each.get()).isEmpty();
            }
        }
        // The first, one that began behind the first to ask, and as many as there were seconds.
        assertThat(rows.begun()).isLessThan(20);
    }

    @Test
    void nobodyWaitsForASecondLookWhereReadingFails() throws InterruptedException {
        started();
        rows.fail(new IllegalStateException("down"));
        reading.changed();
        await().until(() -> reading.failure() != null);
        int begun = rows.begun();
        rows.shut();

        assertThat(lookup.find(NOBODY)).isEmpty();
        assertThat(rows.begun()).isBetween(begun, begun + 1);
    }

    @Test
    void theConfigurationAnswersForThoseWhoDoNotStandInTheTable() throws InterruptedException {
        started();
        assertThat(lookup.find(CANARY)).contains(TenantPlacement.in(PREMIUM));
        assertThat(rows.begun()).isEqualTo(1);

        rows.set(row("canary", "standard"));
        reading.changed();
        await().until(() -> lookup.find(CANARY).equals(Optional.of(TenantPlacement.in(STANDARD))));
    }

    @Test
    void theConfigurationDoesNotAnswerForOneWhoseRowCannotBeUnderstood() throws InterruptedException {
        started();
        rows.set(new TenantRow("canary", "gold", 1, true));
        reading.changed();
        await().until(() -> lookup.find(CANARY).isEmpty());
    }

    @Test
    void anInterruptEndsTheWaitAndStaysSet() throws InterruptedException {
        started();
        rows.shut();
        reading.changed();
        rows.awaitBegun(2);
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> lookup.find(NOBODY)).isInstanceOf(CancelledException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(lookup.find(ACME)).isPresent();
    }
}
