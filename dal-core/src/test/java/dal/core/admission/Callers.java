package dal.core.admission;

import static org.awaitility.Awaitility.await;

import dal.core.admission.Refusal.Reason;
import dal.tenant.TenantId;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Callers of an admission, each on a thread of its own. */
final class Callers {

    static final Duration LONG = Duration.ofMinutes(1);

    private final Admission admission;
    private final Set<Permit> known = new HashSet<>();

    Callers(Admission admission) {
        this.admission = admission;
    }

    /** Takes a permit, on a thread of its own, that is to be had at once. */
    Permit take(String tenant) {
        return start(tenant, 1, Duration.ZERO).join();
    }

    /** Why a caller that would not wait got none. */
    Reason refusal(String tenant) {
        return refusal(start(tenant, 1, Duration.ZERO));
    }

    static Reason refusal(CompletableFuture<Permit> call) {
        return why(call).reason();
    }

    static Refusal why(CompletableFuture<Permit> call) {
        try {
            call.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof NotAdmittedException none) {
                return none.refusal();
            }
            throw e;
        }
        throw new AssertionError("It was admitted");
    }

    CompletableFuture<Permit> start(String tenant, int weight, Duration limit) {
        return start(tenant, weight, limit, Duration.ZERO);
    }

    private CompletableFuture<Permit> start(String tenant, int weight, Duration limit, Duration waited) {
        CompletableFuture<Permit> answer = new CompletableFuture<>();
        Thread.ofPlatform().daemon().start(() -> {
            try {
                answer.complete(admission.take(TenantId.of(tenant), weight, limit, waited));
            } catch (Exception e) {
                answer.completeExceptionally(e);
            }
        });
        return answer;
    }

    /** Waits until one of those is admitted that was not before, and returns its permit. */
    @SafeVarargs
    final Permit next(List<CompletableFuture<Permit>>... calls) {
        while (true) {
            for (List<CompletableFuture<Permit>> some : calls) {
                for (CompletableFuture<Permit> call : some) {
                    if (call.isDone() && !call.isCompletedExceptionally() && known.add(call.join())) {
                        return call.join();
                    }
                }
            }
            Thread.onSpinWait();
        }
    }

    CompletableFuture<Permit> waiter(String tenant) {
        return waiter(tenant, LONG);
    }

    /** Starts a caller, and returns once it waits. */
    CompletableFuture<Permit> waiter(String tenant, Duration limit) {
        return waiter(tenant, limit, Duration.ZERO);
    }

    /** The same of one that has waited elsewhere already. */
    CompletableFuture<Permit> waiter(String tenant, Duration limit, Duration waited) {
        int before = admission.waiting();
        CompletableFuture<Permit> answer = start(tenant, 1, limit, waited);
        await().pollInterval(Duration.ofMillis(1)).until(() -> admission.waiting() > before);
        return answer;
    }
}
