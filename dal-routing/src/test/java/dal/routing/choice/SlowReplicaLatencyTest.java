package dal.routing.choice;

import static dal.routing.choice.RouterFixture.A;
import static dal.routing.choice.RouterFixture.B;
import static dal.routing.choice.RouterFixture.C;
import static dal.routing.choice.RouterFixture.D;
import static dal.routing.choice.RouterFixture.MAIN;
import static dal.routing.choice.RouterFixture.primary;
import static dal.routing.choice.RouterFixture.replica;
import static org.assertj.core.api.Assertions.assertThat;

import dal.cluster.NodeName;
import dal.consistency.Consistency;
import dal.routing.topology.NodeView;
import dal.spi.RouteDecision.Use;
import dal.spi.Router.NodeOutcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a replica ten times as far away costs those who read beside it: callers that wait for each answer, and servers that work on a few reads at once and stall at times. In
 * made-up time, so that nothing else this machine does is measured.
 */
class SlowReplicaLatencyTest {

    private static final long MICROSECOND = 1_000;
    private static final long NEAR = 2_000 * MICROSECOND;
    private static final long FAR = 10 * NEAR;
    private static final double WORK = 400 * MICROSECOND;
    private static final double STALL = 8_000 * MICROSECOND;
    private static final double BETWEEN_STALLS = 300_000 * MICROSECOND;
    private static final int AT_ONCE = 4;
    private static final int READS = 100_000;

    /** A server that far away. */
    private static final class Server {
        private final long network;
        private final long[] free = new long[AT_ONCE];
        private long stallsAt;

        Server(long network, long now) {
            this.network = network;
            this.stallsAt = now;
        }

        /** When what is asked now is answered. */
        long answer(long now, Random random) {
            long arrives = now + network / 2;
            while (stallsAt < arrives) {
                long stall = around(STALL, random);
                for (int i = 0; i < AT_ONCE; i++) {
                    free[i] = Math.max(free[i], stallsAt) + stall;
                }
                stallsAt += around(BETWEEN_STALLS, random);
            }
            int next = 0;
            for (int i = 1; i < AT_ONCE; i++) {
                next = free[i] < free[next] ? i : next;
            }
            free[next] = Math.max(arrives, free[next]) + around(WORK, random);
            return free[next] + network / 2;
        }

        private static long around(double mean, Random random) {
            return (long) (-mean * Math.log(1 - random.nextDouble()));
        }
    }

    private record Read(NodeName node, long begun, long ends) {}

    /** What 99 of 100 reads stay within. */
    private static long p99(long seed, int callers, Map<NodeName, Long> networks) {
        Random random = new Random(seed);
        List<NodeView> nodes = new ArrayList<>(List.of(primary(A, 1, 1)));
        networks.keySet().stream()
                .sorted(Comparator.comparing(NodeName::toString))
                .forEach(node -> nodes.add(replica(node, 1, 1)));
        RouterFixture its = new RouterFixture(nodes.toArray(NodeView[]::new));
        its.drawFrom(random::nextDouble);
        Map<NodeName, Server> servers = new HashMap<>();
        networks.forEach((node, network) -> servers.put(node, new Server(network, its.now)));
        PriorityQueue<Read> running = new PriorityQueue<>(Comparator.comparingLong(Read::ends));
        for (int i = 0; i < callers; i++) {
            running.add(begin(its, servers, random));
        }
        long[] taken = new long[READS];
        for (int i = 0; i < READS; i++) {
            Read read = running.remove();
            its.now = read.ends();
            taken[i] = read.ends() - read.begun();
            its.router.completed(MAIN, read.node(), NodeOutcome.ANSWERED, taken[i]);
            running.add(begin(its, servers, random));
        }
        Arrays.sort(taken);
        return taken[READS * 99 / 100];
    }

    private static Read begin(RouterFixture its, Map<NodeName, Server> servers, Random random) {
        NodeName node = ((Use) its.read(Consistency.eventual())).node();
        return new Read(node, its.now, Objects.requireNonNull(servers.get(node)).answer(its.now, random));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4, 8, 16, 32})
    void makesTheSlowestHundredthOfTheReadsHardlySlower(int callers) {
        for (long seed = 1; seed <= 3; seed++) {
            long with = p99(seed, callers, Map.of(B, FAR, C, NEAR, D, NEAR));
            long without = p99(seed, callers, Map.of(C, NEAR, D, NEAR));
            assertThat((double) with / without).as("seed %s", seed).isLessThan(1.3);
        }
    }
}
