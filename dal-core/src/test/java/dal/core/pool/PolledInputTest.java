package dal.core.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Readers that poll where it is worth it, on a clock that only looking and sleeping move. */
class PolledInputTest {

    private static final long LIMIT = micros(100);
    private static final byte[] ROOM = new byte[16];

    private final BusyPolling twoProcessors = new BusyPolling(2);
    private final Server server = new Server();
    private final PolledInput input = new PolledInput(server, LIMIT, twoProcessors, () -> server.now);

    private static long micros(long micros) {
        return Duration.ofMillis(micros).toNanos() / 1000;
    }

    /** Asks, reads the answer, so many times. */
    private void read(int times) throws IOException {
        read(input, times);
    }

    private void read(PolledInput from, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            server.ask();
            assertThat(from.read(ROOM, 0, ROOM.length)).isEqualTo(1);
        }
    }

    @Test
    void aServerWhoseAnswersWakeTheReaderLateIsPolled() throws IOException {
        server.near();
        read(100);
        server.forget();
        read(5000);
        assertThat(server.slept).isBetween(1, 60);
        assertThat(server.now / 5000).isLessThan(micros(33));
    }

    @Test
    void aServerBeyondANetworkIsNotPolled() throws IOException {
        server.far();
        read(100);
        assertThat(server.awakeNanos).as("a few trials").isLessThan(12 * (LIMIT + Server.LOOK));
        server.forget();
        read(5000);
        assertThat(server.awakeNanos / 5000).isLessThan(Server.LOOK + 500);
    }

    @Test
    void noAnswerIsPolledForThatComesLaterThanTheLimit() throws IOException {
        for (int i = 0; i < 250; i++) {
            server.set(LIMIT + micros(10), 0, false);
            read(20);
            server.set(micros(600), 0, false);
            read(20);
        }
        assertThat(server.awakeNanos / 10_000).isLessThan(Server.LOOK + 1000);
    }

    @Test
    void aServerOnTheReadersOwnProcessorIsNotPolled() throws IOException {
        server.onOneProcessor();
        read(100);
        server.forget();
        read(5000);
        assertThat(server.awakeNanos / 5000).isLessThan(Server.LOOK + 500);
    }

    @Test
    void whatChangesIsNoticed() throws IOException {
        server.onOneProcessor();
        read(5000);
        server.near();
        read(8);
        server.forget();
        read(100);
        assertThat(server.slept).isLessThan(12);
        read(5000);
        server.onOneProcessor();
        read(4000);
        server.forget();
        read(1000);
        assertThat(server.awakeNanos / 1000).isLessThan(Server.LOOK + micros(2));
    }

    /** A begin and a commit, as many as powers of two: whichever the first trial meets. */
    @Test
    void whatChangesIsNoticedInTransactionsToo() throws IOException {
        for (int before = 0; before < 16; before++) {
            PolledInput some = new PolledInput(server, LIMIT, twoProcessors, () -> server.now);
            server.near();
            read(some, before);
            for (int i = 0; i < 1000; i++) {
                server.near();
                read(some, 1);
                server.work(micros(2000));
                read(some, 1);
            }
            for (int i = 0; i < 8000; i++) {
                server.onOneProcessor();
                read(some, 1);
                server.work(micros(2000));
                read(some, 1);
            }
            server.forget();
            server.onOneProcessor();
            read(some, 1000);
            assertThat(server.awakeNanos / 1000).as("after %d", before).isLessThan(Server.LOOK + micros(3));
        }
    }

    @Test
    void aSlowStatementNowAndThenSaysNothingOfTheOthers() throws IOException {
        server.near();
        for (int i = 0; i < 500; i++) {
            read(9);
            server.work(micros(5000));
            read(1);
            server.near();
        }
        assertThat(server.slept).isLessThan(500 + 150);
    }

    /** As under TLS, where each record is read in two parts: the second is there at once, and says nothing of how the first was waited for. */
    @Test
    void whatIsThereAlreadyTeachesNothing() throws IOException {
        server.far();
        for (int i = 0; i < 5000; i++) {
            read(1);
            assertThat(input.read(ROOM, 0, 1)).isEqualTo(1);
        }
        assertThat(server.slept).isEqualTo(5000);
        assertThat(server.awakeNanos / 5000).isLessThan(2 * Server.LOOK + 500);
    }

    @Test
    void nobodyPollsWhileOthersNeedTheProcessors() throws IOException {
        server.near();
        read(100);
        server.forget();
        assertThat(twoProcessors.begun()).isTrue();
        read(1000);
        assertThat(server.awakeNanos).isZero();
        assertThat(server.slept).isEqualTo(1000);
        twoProcessors.ended();
        server.forget();
        read(100);
        assertThat(server.slept).isLessThan(8);
    }

    @Test
    void noMoreThanHalfOfTheProcessorsAndFourArePolledOn() {
        for (int processors : new int[] {1, 2, 3, 8, 64}) {
            BusyPolling some = new BusyPolling(processors);
            int most = 0;
            while (some.begun()) {
                most++;
            }
            assertThat(most).as("of %d", processors).isEqualTo(Math.min(processors / 2, 4));
        }
    }

    @Test
    void aPollEndsWhenOthersBeginToWait() throws IOException {
        server.near();
        read(100);
        server.forget();
        server.onLook = twoProcessors::begun;
        read(1);
        assertThat(server.awakeNanos).isEqualTo(2 * Server.LOOK);
        assertThat(server.slept).isOne();
    }

    /** Else readers that overlap would teach each other that polling is of no use. */
    @Test
    void aPollThatEndedForOthersTeachesNothing() throws IOException {
        server.near();
        read(100);
        for (int i = 0; i < 300; i++) {
            server.onLook = twoProcessors::begun;
            read(1);
            server.onLook = () -> {};
            while (twoProcessors.waiting() > 0) {
                twoProcessors.ended();
            }
        }
        server.forget();
        read(20);
        assertThat(server.slept).isLessThan(4);
    }

    @Test
    void oneProcessorIsNotPolledOn() throws IOException {
        PolledInput alone = new PolledInput(server, LIMIT, new BusyPolling(1), () -> server.now);
        server.near();
        for (int i = 0; i < 100; i++) {
            server.ask();
            assertThat(alone.read(ROOM, 0, 1)).isEqualTo(1);
        }
        assertThat(server.awakeNanos).isZero();
    }

    @Test
    void theEndAndEachByteAreTheStreamsOwn() throws IOException {
        InputStream text = new java.io.ByteArrayInputStream("\u00fe!".getBytes(StandardCharsets.ISO_8859_1));
        PolledInput polled = new PolledInput(text, LIMIT, twoProcessors, System::nanoTime);
        assertThat(polled.available()).isEqualTo(2);
        assertThat(polled.read()).isEqualTo(0xfe);
        assertThat(polled.read()).isEqualTo('!');
        assertThat(polled.read()).isEqualTo(-1);
        assertThat(polled.read(ROOM, 0, 4)).isEqualTo(-1);
    }

    @Test
    void aReadThatFailsWaitsNoLonger() throws IOException {
        server.near();
        read(100);
        server.ask();
        server.onLook = () -> {
            throw new SocketException("Socket closed");
        };
        assertThatThrownBy(() -> input.read(ROOM, 0, 1)).isInstanceOf(SocketException.class);
        assertThat(twoProcessors.waiting()).isZero();
    }

    /** Whatever a look at the stream does beside. */
    private interface Look {
        void go() throws IOException;
    }

    /** A stream whose answers come after a time of work, and reach a reader that sleeps later by the time it takes to wake. */
    private static final class Server extends InputStream {

        static final long LOOK = 500;

        long now;
        long awakeNanos;
        int slept;
        long answered;
        Look onLook = () -> {};
        private long workNanos;
        private long wakeNanos;
        private boolean oneProcessor;
        private long answer;

        void near() {
            set(micros(30), micros(60), false);
        }

        void far() {
            set(micros(500), micros(40), false);
        }

        /** Where a reader that polls keeps the server from its work for no gain. */
        void onOneProcessor() {
            set(micros(25), micros(2), true);
        }

        void work(long nanos) {
            workNanos = nanos;
        }

        private void set(long work, long wake, boolean one) {
            workNanos = work;
            wakeNanos = wake;
            oneProcessor = one;
        }

        void forget() {
            now = 0;
            awakeNanos = 0;
            slept = 0;
        }

        void ask() {
            answer = now + workNanos;
            answered = 0;
        }

        @Override
        public int available() throws IOException {
            now += LOOK;
            awakeNanos += LOOK;
            if (oneProcessor) {
                answer += LOOK / 10;
            }
            onLook.go();
            return now >= answer ? 1 : 0;
        }

        @Override
        public int read() {
            throw new UnsupportedOperationException();
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            if (answered++ == 0 && now < answer) {
                now = answer + wakeNanos;
                slept++;
            }
            return 1;
        }
    }
}
