package dal.core.lifecycle;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The blocks of reads that each thread is in, which hold no connection between their statements. Thread-safe. */
final class OwnWork {

    @SuppressWarnings("ThreadLocalUsage") // One for each gate, of which a manager has one.
    private final ThreadLocal<@Nullable Block> blocks = new ThreadLocal<>();

    private record Block(Object work, @Nullable Block outer) {}

    void begin(Object work) {
        blocks.set(new Block(work, blocks.get()));
    }

    void end() {
        Block innermost = blocks.get();
        Block outer = innermost == null ? null : innermost.outer();
        if (outer == null) {
            blocks.remove();
        } else {
            blocks.set(outer);
        }
    }

    /** All work of this thread, with what it holds of {@code running}. */
    Set<Object> of(Set<Running> running) {
        Set<Object> own = new HashSet<>();
        for (Block block = blocks.get(); block != null; block = block.outer()) {
            own.add(block.work());
        }
        for (Running work : running) {
            if (work.taker().equals(Thread.currentThread())) {
                own.add(work.work());
            }
        }
        return own;
    }
}
