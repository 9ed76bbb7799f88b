package dal.testing.cluster.internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** The same step for every server of a cluster, at the same time. */
public final class Concurrently {
    private Concurrently() {}

    /** Returns when all are done; throws the first failure, the others suppressed in it, once none is running any more. */
    public static <T> void forEach(Collection<? extends T> items, Consumer<? super T> action) {
        List<Throwable> failures = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<CompletableFuture<Void>> running = new ArrayList<>();
            for (T item : items) {
                running.add(CompletableFuture.runAsync(() -> action.accept(item), threads));
            }
            for (CompletableFuture<Void> each : running) {
                try {
                    each.join();
                } catch (CompletionException e) {
                    failures.add(e.getCause() == null ? e : e.getCause());
                }
            }
        }
        if (failures.isEmpty()) {
            return;
        }
        Throwable first = failures.removeFirst();
        failures.forEach(first::addSuppressed);
        switch (first) {
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalStateException(first);
        }
    }
}
