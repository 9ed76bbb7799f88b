package dal.sample.outbox;

import static dal.sample.generated.tables.Outbox.OUTBOX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dal.tenant.TenantId;
import dal.testing.mock.MockTenantDatabase;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jooq.tools.jdbc.MockExecuteContext;
import org.jooq.tools.jdbc.MockResult;
import org.junit.jupiter.api.Test;

class OutboxTest {

    private static final DSLContext ROWS = DSL.using(SQLDialect.POSTGRES);
    private static final OffsetDateTime NOW = OffsetDateTime.of(2026, 1, 1, 12, 0, 0, 0, ZoneOffset.UTC);

    private final List<Long> waiting = new ArrayList<>(List.of(4L, 9L));
    private final MockTenantDatabase database = MockTenantDatabase.of(TenantId.of("acme"), this::answer);
    private final Outbox outbox = new Outbox(database);

    private MockResult[] answer(MockExecuteContext statement) {
        if (!statement.sql().startsWith("select")) {
            return new MockResult[] {new MockResult(1)};
        }
        var rows = ROWS.newResult(OUTBOX.ID, OUTBOX.KIND, OUTBOX.SUBJECT, OUTBOX.WRITTEN_AT);
        for (long id : waiting) {
            rows.add(ROWS.newRecord(OUTBOX.ID, OUTBOX.KIND, OUTBOX.SUBJECT, OUTBOX.WRITTEN_AT)
                    .values(id, "order-placed", 70L, NOW));
        }
        return new MockResult[] {new MockResult(rows.size(), rows)};
    }

    @Test
    void handsEventsOnInTheirOrderAndForgetsThem() {
        List<Event> received = new ArrayList<>();
        assertThat(outbox.relay(10, received::add)).isEqualTo(2);
        assertThat(received)
                .containsExactly(new Event(4, "order-placed", 70, NOW), new Event(9, "order-placed", 70, NOW));
        assertThat(database.statements().getLast().sql()).startsWith("delete");
        assertThat(database.commits()).isEqualTo(1);
    }

    @Test
    void keepsWhatCouldNotBeHandedOn() {
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> outbox.relay(10, event -> {
                    throw new IllegalStateException("the receiver is gone");
                }));
        assertThat(database.statements()).hasSize(1);
        assertThat(database.commits()).isZero();
    }

    @Test
    void forgetsNothingWhereNothingWaits() {
        waiting.clear();
        assertThat(outbox.relay(10, event -> {})).isZero();
        assertThat(database.statements()).hasSize(1);
    }
}
