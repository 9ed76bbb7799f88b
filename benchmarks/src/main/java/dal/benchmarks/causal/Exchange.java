package dal.benchmarks.causal;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** How tokens come to sessions and leave them. Of several that came for one session the latest counts. Thread-safe. */
final class Exchange {

    private final Map<Integer, Handed> arrived = new ConcurrentHashMap<>();
    private final Consumer<Handed> departures;

    /**
     * An exchange.
     *
     * @param departures takes what leaves this process
     */
    Exchange(Consumer<Handed> departures) {
        this.departures = departures;
    }

    /** Something arrived for a session of this process. */
    void arrive(Handed handed) {
        arrived.put(handed.to(), handed);
    }

    /** Takes what came for the session; null if nothing did. */
    @Nullable
    Handed take(int session) {
        return arrived.remove(session);
    }

    /** Hands it to a session of another process. */
    void give(Handed handed) {
        departures.accept(handed);
    }
}
