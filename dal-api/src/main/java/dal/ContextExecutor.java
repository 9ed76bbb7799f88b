package dal;

import java.util.concurrent.ExecutorService;

/**
 * Runs work on virtual threads that carry the context of whoever hands it over: the trace and the logging context, and what else a {@code ContextCarrier} is bound
 * for. Tenant databases and sessions are plain objects and are used there as anywhere; an open transaction is bound to its thread, and does not come along.
 *
 * <p>Cancelling a future of {@code submit}, {@code invokeAll} or {@code invokeAny} with {@code cancel(true)} ends what the task does: a statement that runs is
 * cancelled on the server, and its connection stays usable; whatever waits is interrupted; a COMMIT under way is let through, and the task interrupted behind it. A
 * statement that has not ended a second after that is interrupted too, which costs its connection. {@code cancel(false)} lets it run. Tasks of {@code execute}, and
 * so of a {@code CompletableFuture}, have no future of ours to be cancelled by.
 *
 * <p>Takes any number of tasks at once; what limits them is the admission to the pools. Shut down with the manager, which lets tasks finish until its deadline, and
 * cancels them then. Thread-safe; no round trips.
 */
public interface ContextExecutor extends ExecutorService {}
