package dal.benchmarks.peers;

import dal.benchmarks.slices.Slices;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * How contestants take turns to do the same, on one thread.
 *
 * @param calls of one turn
 * @param warmUp for how long they are not counted
 * @param counted for how long they are, of each set of connections
 */
public record Turns(int calls, Duration warmUp, Duration counted) {

    /** Measures contestants that are open. */
    public Slices of(Contestants contestants, Consumer<Contestant> work) {
        return Slices.measure(contestants.doing(work), calls, warmUp, counted);
    }

    /** Opens contestants and measures them, several times, each time with connections of their own. */
    public Slices of(Servers servers, List<String> names, int sets, Consumer<Contestant> work) throws Exception {
        return Contestants.measure(servers, names, sets, contestants -> of(contestants, work));
    }
}
