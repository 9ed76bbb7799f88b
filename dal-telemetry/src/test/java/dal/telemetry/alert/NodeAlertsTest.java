package dal.telemetry.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dal.cluster.ClusterName;
import dal.cluster.NodeName;
import dal.cluster.Role;
import dal.status.Alert;
import dal.status.NodeAvailability;
import dal.status.NodeStatus;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NodeAlertsTest {

    private static final NodeStatus PRIMARY = node("primary", Role.PRIMARY, NodeAvailability.SERVING);

    @ParameterizedTest
    @CsvSource({
        "REPLICA, LAGGING, replica_lagging, WARNING",
        "REPLICA, EJECTED, replica_ejected, WARNING",
        "UNKNOWN, UNREACHABLE, node_unreachable, WARNING",
        "UNKNOWN, FOREIGN, node_of_another_cluster, WARNING",
        "UNKNOWN, DUPLICATE, node_named_twice, WARNING",
        "FENCED, FENCED, node_fenced, CRITICAL",
        "FENCED, DRAINED, node_fenced, CRITICAL",
    })
    void tellsOfANodeThatIsNotAsked(Role role, NodeAvailability availability, String name, Alert.Severity severity) {
        assertThat(NodeAlerts.of(List.of(PRIMARY, node("replica-1", role, availability))))
                .singleElement()
                .satisfies(alert -> {
                    assertThat(alert.name()).isEqualTo(name);
                    assertThat(alert.severity()).isEqualTo(severity);
                    assertThat(alert.subject()).isEqualTo("main/replica-1");
                });
    }

    @ParameterizedTest
    @CsvSource({"REPLICA, SERVING", "REPLICA, WARMING_UP", "REPLICA, DRAINED", "UNKNOWN, DRAINED"})
    void isSilentOfANodeThatServesOrWasTakenOutByHand(Role role, NodeAvailability availability) {
        assertThat(NodeAlerts.of(List.of(PRIMARY, node("replica-1", role, availability))))
                .isEmpty();
    }

    @Test
    void saysHowOldALaggingReplicasDataMayBe() {
        assertThat(NodeAlerts.of(List.of(PRIMARY, node("replica-1", Role.REPLICA, NodeAvailability.LAGGING))))
                .singleElement()
                .satisfies(alert -> assertThat(alert.message()).contains("31000 ms"));
    }

    @Test
    void isCriticalWithoutAPrimaryAndWithTwo() {
        NodeStatus lost = node("primary", Role.UNKNOWN, NodeAvailability.DRAINED);
        assertThat(NodeAlerts.of(List.of(lost)))
                .containsExactly(new Alert(
                        "no_primary",
                        Alert.Severity.CRITICAL,
                        "main",
                        "No node is observed to be the primary: writes wait, then fail"));
        NodeStatus other = node("replica-1", Role.PRIMARY, NodeAvailability.SERVING);
        assertThat(NodeAlerts.of(List.of(PRIMARY, other))).singleElement().satisfies(alert -> {
            assertThat(alert.name()).isEqualTo("two_primaries");
            assertThat(alert.severity()).isEqualTo(Alert.Severity.CRITICAL);
            assertThat(alert.message()).contains("primary and replica-1");
        });
    }

    @Test
    void looksAtEachClusterByItself() {
        NodeStatus elsewhere = new NodeStatus(
                ClusterName.of("other"),
                NodeName.of("other-1"),
                "o:1",
                Role.PRIMARY,
                null,
                null,
                NodeAvailability.SERVING,
                0);

        assertThat(NodeAlerts.of(List.of(PRIMARY, elsewhere))).isEmpty();
    }

    private static NodeStatus node(String name, Role role, NodeAvailability availability) {
        return new NodeStatus(
                ClusterName.of("main"),
                NodeName.of(name),
                name + ":5432",
                role,
                null,
                Duration.ofSeconds(31),
                availability,
                0);
    }
}
