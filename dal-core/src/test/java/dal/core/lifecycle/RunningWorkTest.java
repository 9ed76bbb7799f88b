package dal.core.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dal.status.HeldConnection;
import dal.tenant.TenantClassName;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class RunningWorkTest {

    /** More than there are places. */
    private static final int MANY = 2_000;

    private final RunningWork running = new RunningWork();

    @Test
    void knowsWorkUntilItIsRemoved() {
        Held one = new Held(Thread.currentThread());
        running.add(one);

        assertThat(running.contains(one)).isTrue();
        assertThat(running.now()).containsExactly(one);
        assertThat(running.remove(one)).isTrue();
        assertThat(running.remove(one)).isFalse();
        assertThat(running.contains(one)).isFalse();
        assertThat(running.now()).isEmpty();
    }

    @Test
    void keepsApartWhatOneThreadHoldsHoweverMuchThatIs() {
        List<Held> held = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            Held more = new Held(Thread.currentThread());
            held.add(more);
            running.add(more);
        }

        assertThat(running.now()).containsExactlyInAnyOrderElementsOf(held);
        for (Held each : held) {
            assertThat(running.contains(each)).isTrue();
            assertThat(running.remove(each)).isTrue();
        }
        assertThat(running.now()).isEmpty();
    }

    @Test
    void findsTheWorkOfAnotherThread() throws Exception {
        List<Held> held = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            Held more = new Held(Thread.ofVirtual().unstarted(() -> {}));
            held.add(more);
            running.add(more);
        }

        assertThat(running.now()).containsExactlyInAnyOrderElementsOf(held);
        assertThat(held).allMatch(running::contains).allMatch(running::remove);
    }

    @Test
    void tellsOneOfSeveralThatItRemovedTheWork() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (int round = 0; round < 200; round++) {
                Held one = new Held(Thread.currentThread());
                running.add(one);
                Callable<Boolean> removal = () -> running.remove(one);
                int removed = 0;
                for (Future<Boolean> each : threads.invokeAll(List.of(removal, removal, removal, removal))) {
                    removed += each.get() ? 1 : 0;
                }
                assertThat(removed).isEqualTo(1);
            }
        }
    }

    /** Only who took it is asked for. */
    private static final class Held implements Running {

        private final Thread taker;

        private Held(Thread taker) {
            this.taker = taker;
        }

        @Override
        public Thread taker() {
            return taker;
        }

        @Override
        public TenantClassName tenantClass() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Object work() {
            throw new UnsupportedOperationException();
        }

        @Override
        public long since() {
            throw new UnsupportedOperationException();
        }

        @Override
        public HeldConnection held() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isCommitting() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean reclaim() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean cancel() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean abort() {
            throw new UnsupportedOperationException();
        }
    }
}
