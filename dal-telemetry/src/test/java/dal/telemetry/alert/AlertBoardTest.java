package dal.telemetry.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dal.cluster.NodeName;
import dal.cluster.PoolPurpose;
import dal.cluster.Role;
import dal.spi.AlertListener;
import dal.spi.StatusContributor;
import dal.status.Alert;
import dal.status.Alert.Severity;
import dal.status.NodeAvailability;
import dal.status.NodeStatus;
import dal.telemetry.CapturedLog;
import dal.telemetry.Executions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class AlertBoardTest {

    private final PoolAlerts pools = new PoolAlerts(AlertConfig.DEFAULT);
    private final Set<StatusContributor> contributors = new LinkedHashSet<>();
    private final List<String> heard = new ArrayList<>();
    private final AlertBoard board = new AlertBoard(
            pools, AlertConfig.DEFAULT, () -> contributors, Set.of(new Listener()), () -> this.now.toNanos());
    private Duration now = Duration.ofDays(1);
    private int active;
    private NodeAvailability availability = NodeAvailability.SERVING;
    private List<Alert> elsewhere = List.of();

    AlertBoardTest() {
        pools.opened(Executions.pool(PoolPurpose.REPLICA), () -> Executions.pool(100, active, 0));
        contributors.add(board);
        contributors.add(new StatusContributor() {
            @Override
            public List<NodeStatus> nodes() {
                return List.of(
                        node("primary", Role.PRIMARY, NodeAvailability.SERVING),
                        node("replica-1", Role.REPLICA, availability));
            }

            @Override
            public List<Alert> alerts() {
                return elsewhere;
            }
        });
    }

    @Test
    void raisesOnlyWhatHoldsForAWhile() {
        at(0, 95);
        at(4, 95);
        assertThat(board.alerts()).isEmpty();

        at(5, 95);
        assertThat(heard).containsExactly("raised pool_utilisation CRITICAL");
        assertThat(board.alerts()).extracting(Alert::severity).containsExactly(Severity.CRITICAL);
    }

    @Test
    void saysNothingOfAPeakThatIsOverSoon() {
        at(0, 95);
        at(4, 10);
        at(8, 95);
        at(12, 10);

        assertThat(heard).isEmpty();
    }

    @Test
    void hasOneAlertOfAPoolWhateverItsSeverity() {
        at(0, 82);
        at(5, 82);
        at(6, 95);
        at(11, 95);
        assertThat(heard).containsExactly("raised pool_utilisation WARNING", "raised pool_utilisation CRITICAL");
        assertThat(board.alerts()).hasSize(1);

        at(12, 80);
        at(27, 80);
        assertThat(heard).hasSize(3).last().isEqualTo("raised pool_utilisation WARNING");

        at(28, 10);
        at(42, 10);
        assertThat(heard).hasSize(3);
        at(43, 10);
        assertThat(heard).hasSize(4).last().isEqualTo("cleared pool_utilisation after PT38S");
        assertThat(board.alerts()).isEmpty();
    }

    @Test
    void doesNotFlapAroundAThreshold() {
        at(0, 81);
        at(5, 81);
        for (int second = 6; second < 200; second++) {
            at(second, second % 2 == 0 ? 79 : 81);
        }

        assertThat(heard).hasSize(1);
    }

    @Test
    void isNotClearedByAMomentOfRest() {
        at(0, 95);
        at(5, 95);
        for (int second = 6; second < 200; second++) {
            at(second, second % 10 == 0 ? 95 : 10);
        }

        assertThat(heard).hasSize(1);
    }

    @Test
    void tellsOfNodesAtOnceAndKeepsThatForAMoment() {
        availability = NodeAvailability.EJECTED;
        at(0, 0);
        availability = NodeAvailability.SERVING;
        at(1, 0);
        availability = NodeAvailability.EJECTED;
        at(2, 0);
        availability = NodeAvailability.SERVING;
        at(3, 0);
        at(5, 0);

        assertThat(heard).containsExactly("raised replica_ejected WARNING", "cleared replica_ejected after PT5S");
    }

    @Test
    void passesOnWhatOthersTellAndLeavesItToThemInTheStatus() {
        elsewhere = List.of(new Alert("tenant_catalog_stale", Severity.WARNING, "tenants", "old"));
        at(0, 0);
        assertThat(board.alerts()).isEmpty();
        elsewhere = List.of();
        at(1, 0);

        assertThat(heard)
                .containsExactly("raised tenant_catalog_stale WARNING", "cleared tenant_catalog_stale after PT1S");
    }

    @Test
    void writesALineWhenAnAlertBeginsAndWhenItEnds() {
        try (CapturedLog log = new CapturedLog("dal.alerts")) {
            availability = NodeAvailability.UNREACHABLE;
            at(0, 0);
            at(1, 0);
            availability = NodeAvailability.SERVING;
            at(2, 0);
            at(4, 0);

            assertThat(log.lines()).hasSize(2);
            assertThat(log.keyValues(0))
                    .containsEntry("alert", "node_unreachable")
                    .containsEntry("severity", "warning")
                    .containsEntry("subject", "main/replica-1");
            assertThat(log.keyValues(1)).containsEntry("lasted", Duration.ofSeconds(4));
        }
    }

    @Test
    void tellsListenersOnlyWhenToldToAndNotFromAStatus() {
        availability = NodeAvailability.UNREACHABLE;
        assertThat(board.alerts()).hasSize(1);
        assertThat(heard).isEmpty();

        board.tell();
        assertThat(heard).hasSize(1);
    }

    private void at(int second, int activeThen) {
        now = Duration.ofDays(1).plusSeconds(second);
        active = activeThen;
        board.tell();
    }

    private static NodeStatus node(String name, Role role, NodeAvailability availability) {
        return new NodeStatus(Executions.MAIN, NodeName.of(name), name, role, null, null, availability, 0);
    }

    private final class Listener implements AlertListener {
        @Override
        public void raised(Alert alert) {
            heard.add("raised " + alert.name() + " " + alert.severity());
        }

        @Override
        public void cleared(Alert alert, Duration lasted) {
            heard.add("cleared " + alert.name() + " after " + lasted);
            throw new IllegalStateException("a listener's own fault");
        }
    }
}
