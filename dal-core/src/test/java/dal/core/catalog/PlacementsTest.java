package dal.core.catalog;

import static dal.core.catalog.FakeRows.CLASSES;
import static dal.core.catalog.FakeRows.PREMIUM;
import static dal.core.catalog.FakeRows.STANDARD;
import static dal.core.catalog.FakeRows.row;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dal.tenant.TenantId;
import dal.tenant.TenantPlacement;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlacementsTest {

    private static final TenantId ACME = TenantId.of("acme");

    private static Placements read(TenantRow... rows) {
        return Placements.NONE.next(List.of(rows), CLASSES);
    }

    private static TenantPlacement found(Placements placements, String tenant) {
        return requireNonNull(placements.find(TenantId.of(tenant))).orElseThrow();
    }

    @Test
    void saysWhatTheRowsSay() {
        Placements placements = read(row("acme", "standard"), new TenantRow("globex", "premium", 7, true));

        assertThat(found(placements, "acme")).isEqualTo(TenantPlacement.in(STANDARD));
        assertThat(found(placements, "globex")).isEqualTo(new TenantPlacement(PREMIUM, 7, true));
        assertThat(placements.find(TenantId.of("nobody"))).isNull();
        assertThat(placements.size()).isEqualTo(2);
    }

    @Test
    void whereTheTableSaysNothingTheWeightIsOneAndNobodyIsSuspended() {
        assertThat(found(read(new TenantRow("acme", "standard", null, null)), "acme"))
                .isEqualTo(TenantPlacement.in(STANDARD));
    }

    @Test
    void aBadRowIsPassedOverByNameAndBreaksNoOther() {
        Placements placements = read(
                row("acme", "standard"),
                row("golden", "gold"),
                row("shouting", "STANDARD"),
                new TenantRow("light", "standard", 0, false),
                new TenantRow("heavy", "standard", 1001, false),
                new TenantRow("placeless", null, 1, false),
                new TenantRow(null, "standard", 1, false),
                row("", "standard"),
                row("two\nlines", "standard"),
                row("x".repeat(201), "standard"),
                row("globex", "premium"));

        assertThat(placements.size()).isEqualTo(2);
        assertThat(placements.find(TenantId.of("golden")))
                .as("not as one that stands in no row")
                .isEmpty();
        assertThat(found(placements, "globex")).isEqualTo(TenantPlacement.in(PREMIUM));
        assertThat(placements.faults())
                .satisfiesExactly(
                        fault -> assertThat(fault).isEqualTo("tenant 'golden': there is no tenant class 'gold'"),
                        fault -> assertThat(fault).startsWith("tenant 'shouting': "),
                        fault ->
                                assertThat(fault).startsWith("tenant 'light': ").contains("not 0"),
                        fault ->
                                assertThat(fault).startsWith("tenant 'heavy': ").contains("not 1001"),
                        fault -> assertThat(fault).isEqualTo("tenant 'placeless': tenant_class is null"),
                        fault -> assertThat(fault).isEqualTo("tenant null: tenant_id is null"),
                        fault -> assertThat(fault).startsWith("tenant '': "),
                        fault -> assertThat(fault).startsWith("tenant 'two?lines': "),
                        fault -> assertThat(fault).startsWith("tenant '" + "x".repeat(80) + "...': "));
    }

    @Test
    void aPlacementStaysTheSameObjectUntilItChanges() {
        Placements first = read(row("acme", "standard"), row("globex", "standard"));
        Placements second = first.next(
                List.of(row("acme", "standard"), row("globex", "premium"), row("initech", "premium")), CLASSES);
        Placements third = second.next(List.of(row("acme", "standard")), CLASSES);

        assertThat(first.find(ACME))
                .isSameAs(first.find(TenantId.of("globex")))
                .isSameAs(second.find(ACME))
                .isSameAs(third.find(ACME));
        assertThat(second.find(TenantId.of("globex")))
                .isNotSameAs(first.find(TenantId.of("globex")))
                .isSameAs(second.find(TenantId.of("initech")));
    }

    @Test
    void aTenantThatWasTakenOutIsNotKnownAnyMore() {
        assertThat(read(row("acme", "standard")).next(List.of(), CLASSES).find(ACME))
                .isNull();
    }
}
