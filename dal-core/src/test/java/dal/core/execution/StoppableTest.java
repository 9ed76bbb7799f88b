package dal.core.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dal.cluster.ClusterName;
import dal.cluster.NodeName;
import dal.cluster.PoolPurpose;
import dal.status.HeldConnection;
import dal.status.PoolName;
import dal.tenant.TenantClassName;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.core.BaseConnection;

@Timeout(30)
class StoppableTest {

    private final List<String> sent = new CopyOnWriteArrayList<>();
    private final CountDownLatch cancelBegun = new CountDownLatch(1);
    private final CountDownLatch cancelAnswered = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Held held = new Held(connection());

    @AfterEach
    void endThreads() {
        threads.shutdownNow();
    }

    @Test
    void cancelsWhatRuns() {
        cancelAnswered.countDown();

        assertThat(held.cancel()).isTrue();

        assertThat(held.wasCancelled()).isTrue();
        assertThat(sent).containsExactly("cancelQuery");
    }

    @Test
    void isCancelledAgainOnceACancelIsOver() {
        cancelAnswered.countDown();

        assertThat(held.cancel()).isTrue();
        assertThat(held.cancel()).isTrue();
    }

    @Test
    void isCancelledUntilItLeaves() throws Exception {
        cancelAnswered.countDown();
        CompletableFuture<Void> cancelled = CompletableFuture.runAsync(held::cancelUntilItLeaves, threads);
        await().until(() -> sent.size() > 1);

        assertThat(held.goesBack()).isFalse();

        cancelled.get(10, TimeUnit.SECONDS);
        assertThat(sent).containsOnly("cancelQuery");
    }

    @Test
    void isNotCancelledOnceItsCommitIsUnderWay() {
        held.committing();

        assertThat(held.cancel()).isFalse();

        assertThat(held.wasCancelled()).isFalse();
        assertThat(sent).isEmpty();
    }

    @Test
    void isAbortedWhileItsCommitIsUnderWay() {
        held.committing();

        assertThat(held.abort()).isTrue();

        assertThat(sent).containsExactly("abort");
    }

    @Test
    void sendsOneCancelAtATime() throws Exception {
        CompletableFuture<Boolean> first = cancelUnderWay();

        assertThat(held.cancel()).isFalse();

        cancelAnswered.countDown();
        assertThat(first.get(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void doesNotGoBackWhileACancelIsUnderWay() throws Exception {
        CompletableFuture<Boolean> cancelled = cancelUnderWay();
        CompletableFuture<Boolean> answer = onceThisThreadWaits(this::answer);

        boolean aborted = held.goesBack();
        sent.add("back");

        assertThat(aborted).isFalse();
        assertThat(cancelled.get(10, TimeUnit.SECONDS)).isTrue();
        answer.get(10, TimeUnit.SECONDS);
        assertThat(sent).containsExactly("cancelQuery", "answered", "back");
    }

    @Test
    void doesNotCommitWhileACancelIsUnderWay() throws Exception {
        CompletableFuture<Boolean> cancelled = cancelUnderWay();
        CompletableFuture<Boolean> answer = onceThisThreadWaits(this::answer);

        held.committing();
        sent.add("commit");

        assertThat(cancelled.get(10, TimeUnit.SECONDS)).isTrue();
        answer.get(10, TimeUnit.SECONDS);
        assertThat(sent).containsExactly("cancelQuery", "answered", "commit");
    }

    @Test
    void waitsForNoCancelOnceItWasAborted() throws Exception {
        CompletableFuture<Boolean> cancelled = cancelUnderWay();
        CompletableFuture<Boolean> abort = onceThisThreadWaits(held::abort);

        assertThat(held.goesBack()).isTrue();

        assertThat(abort.get(10, TimeUnit.SECONDS)).isTrue();
        assertThat(cancelled).isNotDone();
        cancelAnswered.countDown();
        cancelled.get(10, TimeUnit.SECONDS);
    }

    @Test
    void isNeitherCancelledNorAbortedOnceItIsBack() {
        assertThat(held.goesBack()).isFalse();

        assertThat(held.cancel()).isFalse();
        assertThat(held.abort()).isFalse();

        assertThat(held.wasAborted()).isFalse();
        assertThat(sent).isEmpty();
    }

    @Test
    void keepsTheInterruptOfItsOwnerThatWaits() throws Exception {
        CompletableFuture<Boolean> cancelled = cancelUnderWay();
        CompletableFuture<Boolean> answer = onceThisThreadWaits(this::answer);
        Thread.currentThread().interrupt();

        assertThat(held.goesBack()).isFalse();

        assertThat(Thread.interrupted()).isTrue();
        cancelled.get(10, TimeUnit.SECONDS);
        answer.get(10, TimeUnit.SECONDS);
    }

    /** A cancel that is not answered yet. */
    private CompletableFuture<Boolean> cancelUnderWay() throws InterruptedException {
        CompletableFuture<Boolean> cancelled = CompletableFuture.supplyAsync(held::cancel, threads);
        cancelBegun.await();
        return cancelled;
    }

    /** Done by another thread, once this one waits for something. */
    private CompletableFuture<Boolean> onceThisThreadWaits(Supplier<Boolean> step) {
        Thread owner = Thread.currentThread();
        return CompletableFuture.supplyAsync(
                () -> {
                    while (owner.getState() != Thread.State.WAITING) {
                        Thread.onSpinWait();
                    }
                    return step.get();
                },
                threads);
    }

    private boolean answer() {
        sent.add("answered");
        cancelAnswered.countDown();
        return true;
    }

    private BaseConnection connection() {
        return (BaseConnection) Proxy.newProxyInstance(
                BaseConnection.class.getClassLoader(),
                new Class<?>[] {BaseConnection.class},
                (proxy, method, values) -> {
                    sent.add(method.getName());
                    if (method.getName().equals("cancelQuery")) {
                        cancelBegun.countDown();
                        cancelAnswered.await();
                    }
                    return null;
                });
    }

    private static final class Held extends Stoppable {

        private Held(BaseConnection raw) {
            super(raw);
        }

        @Override
        PoolName pool() {
            return new PoolName(tenantClass(), new ClusterName("main"), new NodeName("primary"), PoolPurpose.PRIMARY);
        }

        @Override
        public TenantClassName tenantClass() {
            return new TenantClassName("standard");
        }

        @Override
        public Object work() {
            return this;
        }

        @Override
        public Thread taker() {
            return Thread.currentThread();
        }

        @Override
        public long since() {
            return 0;
        }

        @Override
        public HeldConnection held() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean reclaim() {
            return false;
        }
    }
}
