package dal.benchmarks.layer;

import dal.cluster.NodeName;
import dal.cluster.Role;
import dal.spi.Execution;
import dal.spi.ExecutionObserver;
import dal.spi.Outcome;
import dal.spi.RouteReason;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jooq.Select;
import org.jspecify.annotations.Nullable;

/** Which node answered each SELECT that succeeded: told by the library's own observer, the node that answered in the end. Thread-safe. */
public final class Answers implements ExecutionObserver {

    /**
     * An answer.
     *
     * @param node who gave it
     * @param role what that node was
     * @param reason why it was asked
     * @param attempts how often the statement was tried
     */
    public record Answer(NodeName node, Role role, RouteReason reason, int attempts) {}

    private final LongAdder fromReplicas = new LongAdder();
    private final LongAdder fromOthers = new LongAdder();
    private final Map<NodeName, LongAdder> byNode = new ConcurrentHashMap<>();
    private final LongAdder reruns = new LongAdder();
    private final LongAdder hedges = new LongAdder();
    private final Map<Thread, Answer> latest = new ConcurrentHashMap<>();
    private final Map<NodeName, Long> firstAnswers = new ConcurrentHashMap<>();

    /** Which nodes a statement was sent to, the first one first. */
    private static final class Asked {

        private final Map<NodeName, Execution> nodes = new ConcurrentHashMap<>();

        Asked(Execution first) {
            also(first);
        }

        void also(Execution execution) {
            nodes.put(execution.node(), execution);
        }

        Execution at(Execution first, @Nullable NodeName answered) {
            return answered == null ? first : nodes.getOrDefault(answered, first);
        }
    }

    @Override
    public @Nullable Object started(Execution execution, @Nullable Object parent) {
        switch (execution.kind()) {
            case RERUN -> reruns.increment();
            case HEDGE -> hedges.increment();
            default -> {
                return new Asked(execution);
            }
        }
        if (parent instanceof Asked asked) {
            asked.also(execution);
        }
        return null;
    }

    @Override
    public void finished(Execution execution, @Nullable Object state, Outcome outcome) {
        if (execution.kind() != Execution.Kind.STATEMENT
                || outcome.error() != null
                || !(execution.query() instanceof Select<?>)
                || !(state instanceof Asked asked)) {
            return;
        }
        Execution answering = asked.at(execution, outcome.node());
        (answering.role() == Role.REPLICA ? fromReplicas : fromOthers).increment();
        byNode.computeIfAbsent(answering.node(), node -> new LongAdder()).increment();
        firstAnswers.putIfAbsent(answering.node(), System.nanoTime());
        latest.put(
                Thread.currentThread(),
                new Answer(answering.node(), answering.role(), answering.reason(), outcome.attempts()));
    }

    /** How many reads replicas answered. */
    public long fromReplicas() {
        return fromReplicas.sum();
    }

    /** How many reads the primary answered. */
    public long fromOthers() {
        return fromOthers.sum();
    }

    /** How many reads each node answered. */
    public Map<NodeName, Long> byNode() {
        Map<NodeName, Long> counts = new TreeMap<>(Comparator.comparing(NodeName::toString));
        byNode.forEach((node, count) -> counts.put(node, count.sum()));
        return counts;
    }

    /** How many statements were sent once more, because a node had failed them. */
    public long reruns() {
        return reruns.sum();
    }

    /** How many statements were sent to a second node beside the first. */
    public long hedges() {
        return hedges.sum();
    }

    /** Who gave the calling thread its latest answer. */
    public Optional<Answer> latest() {
        return Optional.ofNullable(latest.get(Thread.currentThread()));
    }

    /** Forgets that a node has answered. */
    public void forget(NodeName node) {
        firstAnswers.remove(node);
    }

    /** When a node answered first since it was forgotten, by {@link System#nanoTime}. */
    public OptionalLong firstAnswer(NodeName node) {
        Long at = firstAnswers.get(node);
        return at == null ? OptionalLong.empty() : OptionalLong.of(at);
    }
}
