package dal.core.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dal.cluster.NodeName;
import dal.cluster.Role;
import dal.core.testkit.FixedRouting;
import dal.core.testkit.Layer;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.core.BaseConnection;

class NodeProbeTest {

    private static final NodeName REPLICA = NodeName.of("replica1");

    private final FixedRouting topology = new FixedRouting(Layer.CLUSTER, List.of(REPLICA));
    private final NodeProbe probe = new NodeProbe(topology);

    @ParameterizedTest
    @EnumSource
    void aNodeAnswersWhateverItIsUnlessItIsOutOfSight(Role role) {
        topology.observe(REPLICA, role);
        assertThat(probe.answers(Layer.CLUSTER, REPLICA)).isEqualTo(role != Role.UNKNOWN);
        assertThat(topology.probed()).as("it is asked now").containsExactly(REPLICA);
    }

    @ParameterizedTest
    @EnumSource
    void aNodeIsThePrimaryIfItSaysSoNow(Role role) {
        topology.observe(REPLICA, role);
        assertThat(probe.isPrimary(Layer.CLUSTER, REPLICA)).isEqualTo(role == Role.PRIMARY);
        assertThat(topology.probed()).as("it is asked now").containsExactly(REPLICA);
    }

    @Test
    void aConnectionWorksIfItsServerAnswersOnIt() {
        assertThat(NodeProbe.answers(valid(() -> true))).isTrue();
        assertThat(NodeProbe.answers(valid(() -> false))).isFalse();
        assertThat(NodeProbe.answers(valid(() -> {
                    throw new SQLException("closed", "08003");
                })))
                .isFalse();
    }

    private static BaseConnection valid(Callable<Boolean> answer) {
        return (BaseConnection) Proxy.newProxyInstance(
                NodeProbeTest.class.getClassLoader(),
                new Class<?>[] {BaseConnection.class},
                (connection, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("isValid");
                    return answer.call();
                });
    }
}
