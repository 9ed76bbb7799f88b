package dal.core.testkit;

import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Work beside the test, each on a thread of its own: the common pool may have only one. */
public final class Async {

    private Async() {}

    public static <T> CompletableFuture<T> async(Supplier<T> work) {
        return CompletableFuture.supplyAsync(work, task -> Thread.ofVirtual().start(task));
    }

    /** What the work throws, on a virtual thread; null if nothing. */
    public static CompletableFuture<Throwable> failing(ThrowingCallable work) {
        return async(() -> catchThrowable(work));
    }
}
