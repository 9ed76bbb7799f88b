package dal.core.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Over a real socket, whose other end sends what the test says. */
@Timeout(30)
class LeavableAnswerTest {

    private static final long LONG = Duration.ofSeconds(20).toNanos();
    private static final byte[] ANSWER = message('D', "a row");
    private static final byte[] READY = message('Z', "I");

    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final List<Thread> readers = new CopyOnWriteArrayList<>();
    private Socket socket;
    private Socket server;
    private LeavableInput input;

    @BeforeEach
    void connect() throws IOException {
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            socket = new Socket(listening.getInetAddress(), listening.getLocalPort());
            server = listening.accept();
        }
        input = new LeavableInput(socket.getInputStream(), socket);
    }

    @AfterEach
    void close() throws IOException {
        socket.close();
        server.close();
    }

    private static byte[] message(char type, String body) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream message = new DataOutputStream(bytes)) {
            message.writeByte(type);
            message.writeInt(Integer.BYTES + body.length());
            message.write(body.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return bytes.toByteArray();
    }

    private void sends(byte[]... messages) throws IOException {
        OutputStream out = server.getOutputStream();
        for (byte[] message : messages) {
            out.write(message);
        }
        out.flush();
    }

    private LeavableAnswer answer(long patience) {
        return new LeavableAnswer(
                input,
                patience,
                reading -> readers.add(Thread.ofPlatform().daemon().start(reading)),
                new LeavableAnswer.Reader() {
                    @Override
                    public void late() {
                        heard.add("late");
                    }

                    @Override
                    public void through(boolean idle, @Nullable Throwable failure) {
                        heard.add(failure != null ? "broken" : idle ? "through" : "open");
                    }
                });
    }

    private byte[] read(int count) {
        try {
            return input.readNBytes(count);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Somebody waits for an answer that is late. */
    private CompletableFuture<byte[]> waits(LeavableAnswer answer, int count) {
        CompletableFuture<byte[]> read = CompletableFuture.supplyAsync(() -> {
            try {
                return read(count);
            } finally {
                heard.add(answer.end() ? "left" : "ended");
            }
        });
        await().until(() -> heard.contains("late"));
        return read;
    }

    /** Somebody leaves an answer that has not come. */
    private void left() {
        LeavableAnswer answer = answer(0);
        CompletableFuture<byte[]> read = waits(answer, BackendMessages.cancelled().length);
        answer.leave();
        assertThat(read.join()).isEqualTo(BackendMessages.cancelled());
        assertThat(heard).containsExactly("late", "left");
    }

    @Test
    void whatComesInTimeIsReadByWhoeverWaits() throws IOException {
        LeavableAnswer answer = answer(LONG);
        sends(ANSWER, READY);
        assertThat(read(ANSWER.length)).isEqualTo(ANSWER);
        answer.leave();
        assertThat(read(READY.length)).as("it had begun to come").isEqualTo(READY);
        assertThat(answer.end()).isFalse();
        assertThat(heard).isEmpty();
        assertThat(readers).isEmpty();
        assertThat(socket.getSoTimeout()).as("the socket's limit").isZero();
    }

    /** Its rows take as long as they take. */
    @Test
    void itTakesUntilItBegins() throws Exception {
        LeavableAnswer answer = answer(LONG);
        assertThat(answer.took()).isNegative();
        sends(ANSWER);
        assertThat(read(ANSWER.length)).isEqualTo(ANSWER);
        long took = answer.took();
        assertThat(took).isNotNegative();
        Thread.sleep(10);
        sends(READY);
        assertThat(read(READY.length)).isEqualTo(READY);
        assertThat(answer.took()).isEqualTo(took);
        answer.end();
    }

    /** Its patience goes on, whichever round trip is late. */
    @Test
    void furtherRoundTripsAndWhatMayComeAtAnyTimeCount() throws Exception {
        LeavableAnswer answer = answer(LONG);
        sends(READY);
        assertThat(read(READY.length)).isEqualTo(READY);
        long took = answer.took();
        Thread.sleep(10);
        byte[] notice = message('N', "");
        sends(notice);
        assertThat(read(notice.length)).isEqualTo(notice);
        assertThat(answer.took()).isGreaterThan(took + 10_000_000);
        took = answer.took();
        Thread.sleep(10);
        sends(READY);
        assertThat(read(READY.length)).isEqualTo(READY);
        assertThat(answer.took()).isGreaterThan(took + 10_000_000);
        answer.end();
    }

    @Test
    void theEndOfAConnectionBeginsNoAnswer() throws IOException {
        LeavableAnswer answer = answer(LONG);
        server.close();
        assertThat(input.read()).isNegative();
        assertThat(answer.took()).isNegative();
        answer.end();
    }

    @Test
    void whatComesLateIsReadWhole() throws IOException {
        byte[] large = message('D', "x".repeat(3 * LeavableInput.BUFFER));
        LeavableAnswer answer = answer(0);
        CompletableFuture<byte[]> read = waits(answer, large.length + READY.length);
        sends(large, READY);
        assertThat(read.join()).startsWith(large).endsWith(READY);
        assertThat(heard).containsExactly("late", "ended");
        assertThat(readers).as("its beginning is enough").hasSize(1);
    }

    @Test
    void itIsLateOnceItsTimeIsOver() throws IOException {
        LeavableAnswer answer = answer(Duration.ofMillis(30).toNanos());
        long began = System.nanoTime();
        CompletableFuture<byte[]> read = waits(answer, READY.length);
        assertThat(System.nanoTime() - began).isGreaterThanOrEqualTo(30_000_000);
        assertThat(answer.took()).as("nothing has come").isNegative();
        sends(READY);
        assertThat(read.join()).isEqualTo(READY);
        assertThat(answer.took()).isGreaterThanOrEqualTo(30_000_000);
        assertThat(socket.getSoTimeout()).as("the socket's limit").isZero();
    }

    @Test
    void whatWasLeftIsDroppedAndTheNextAnswerReadAsEver() throws IOException {
        left();
        byte[] next = message('D', "the next");
        sends(message('T', "columns"), ANSWER, READY, next, READY);
        await().until(() -> heard.contains("through"));
        assertThat(read(next.length + READY.length)).startsWith(next).endsWith(READY);
        assertThat(heard).containsExactly("late", "left", "through");
    }

    /** A text may take several round trips: each answer that the driver has been told of without it is dropped. */
    @Test
    void whoHasLeftIsToldOfEachFurtherTripThatItIsOver() throws IOException {
        LeavableAnswer answer = answer(0);
        byte[] told = concat(BackendMessages.cancelled(), READY, READY);
        CompletableFuture<byte[]> read = waits(answer, told.length);
        answer.leave();
        assertThat(read.join()).isEqualTo(told);
        byte[] next = message('D', "the next");
        sends(ANSWER, READY, message('S', "kept"), ANSWER, READY);
        assertThat(heard).containsExactly("late", "left");
        sends(message('Z', "T"), next);
        await().until(() -> heard.contains("open"));
        assertThat(read(message('S', "kept").length + next.length)).endsWith(next);
    }

    /** The second has answered while the first's own answer was on its way to the driver; the next trip is left. */
    @Test
    void whoIsToLeaveInTheMidstOfAnAnswerLeavesTheNext() throws IOException {
        LeavableAnswer answer = answer(0);
        CompletableFuture<byte[]> read =
                waits(answer, ANSWER.length + READY.length + BackendMessages.cancelled().length);
        sends(ANSWER);
        await().until(() -> !input.mayBeLeft());
        answer.leave();
        sends(READY);
        assertThat(read.join()).startsWith(concat(ANSWER, READY)).endsWith(BackendMessages.cancelled());
        sends(READY);
        await().until(() -> heard.contains("through"));
    }

    /** What looks like the end of an answer may be in one. */
    @Test
    void aRowThatEndsAsAnAnswerDoesIsNone() throws IOException {
        byte[] row = message('D', new String(READY, StandardCharsets.US_ASCII));
        assertNotLeft(row, concat(ANSWER, READY));
    }

    /** One is to leave it when it has begun to come. */
    private void assertNotLeft(byte[] begins, byte[] rest) throws IOException {
        LeavableAnswer answer = answer(0);
        CompletableFuture<byte[]> read = waits(answer, begins.length + rest.length);
        sends(begins);
        await().until(() -> readers.size() == 1 && !readers.getFirst().isAlive());
        answer.leave();
        sends(rest);
        assertThat(read.join()).isEqualTo(concat(begins, rest));
        assertThat(heard).containsExactly("late", "ended");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatMayComeAtAnyTimeNeitherBeginsAnAnswerNorEndsOne(boolean within) throws IOException {
        byte[] part = within ? concat(ANSWER, message('N', "a notice")) : message('N', "a notice");
        byte[] then = within ? READY : BackendMessages.cancelled();
        LeavableAnswer answer = answer(0);
        CompletableFuture<byte[]> read = waits(answer, part.length + then.length);
        sends(part);
        await().until(() -> readers.size() >= 1 && !readers.getFirst().isAlive());
        answer.leave();
        if (within) {
            sends(READY);
        }
        assertThat(read.join()).isEqualTo(concat(part, then));
    }

    /** The driver only clears up behind it, and what its caller is told is that. */
    @Test
    void nothingIsLeftBehindAnErrorOfItsOwn() throws IOException {
        byte[] refused = concat(message('E', "division by zero"), message('Z', "E"));
        assertNotLeft(refused, concat(ANSWER, READY));
    }

    @Test
    void halfAHeaderBeginsAnAnswer() throws IOException {
        assertNotLeft(Arrays.copyOf(ANSWER, 3), concat(Arrays.copyOfRange(ANSWER, 3, ANSWER.length), READY));
    }

    @Test
    void whatIsKeptComesBeforeWhatFollowed() throws IOException {
        byte[] kept = message('S', "a\0b\0");
        byte[] next = message('A', "    c\0p\0");
        left();
        sends(concat(kept, READY, next));
        await().until(() -> heard.contains("through"));
        assertThat(read(kept.length + next.length)).isEqualTo(concat(kept, next));
    }

    @Test
    void norIsOneThatBrokeThroughBeforeItsReaderIs() throws Exception {
        LeavableAnswer answer = answer(0);
        CompletableFuture<Integer> read = CompletableFuture.supplyAsync(() -> Byte.toUnsignedInt(read(1)[0]));
        await().until(() -> heard.contains("late"));
        answer.leave();
        assertThat(read.join()).isEqualTo('E');
        server.close();
        Thread reader = readers.getFirst();
        await().until(() -> waitsForTheReader(reader));
        assertThat(heard).containsExactly("late");
        assertThat(answer.end()).isTrue();
        reader.join();
        assertThat(heard).containsExactly("late", "broken");
    }

    @Test
    void whereNobodyCanReadInItsPlaceTheReaderFails() throws IOException {
        LeavableAnswer answer = new LeavableAnswer(
                input,
                0,
                reading -> {
                    throw new OutOfMemoryError("no thread");
                },
                silent());
        for (int i = 0; i < 2; i++) {
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> input.read())
                    .withRootCauseInstanceOf(OutOfMemoryError.class);
        }
        assertThat(answer.end()).isFalse();
    }

    @Test
    void anErrorWhileTheRestIsDroppedIsHeard() throws IOException {
        InputStream breaks = new InputStream() {
            private boolean once;

            @Override
            public int read() {
                throw new StackOverflowError("thrown by a test");
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                if (once) {
                    throw new StackOverflowError("thrown by a test");
                }
                once = true;
                return socket.getInputStream().read(into, offset, length);
            }
        };
        input = new LeavableInput(breaks, socket);
        left();
        sends(ANSWER);
        await().until(() -> heard.contains("broken"));
    }

    private static LeavableAnswer.Reader silent() {
        return new LeavableAnswer.Reader() {
            @Override
            public void late() {}

            @Override
            public void through(boolean idle, @Nullable Throwable failure) {}
        };
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    @Test
    void whatWasLeftMayComeInPieces() throws IOException {
        left();
        for (byte piece : ANSWER) {
            sends(new byte[] {piece});
        }
        sends(READY);
        await().until(() -> heard.contains("through"));
        byte[] next = message('D', "the next");
        sends(next);
        assertThat(read(next.length)).isEqualTo(next);
    }

    @Test
    void whatIsNotPartOfTheAnswerIsKept() throws IOException {
        byte[] parameter = message('S', "search_path\0acme\0");
        byte[] notification = message('A', "    channel\0payload\0");
        left();
        sends(parameter, ANSWER, message('N', "a notice"), notification, READY);
        await().until(() -> heard.contains("through"));
        assertThat(input.available()).isEqualTo(parameter.length + notification.length);
        sends(READY);
        assertThat(read(parameter.length + notification.length + READY.length))
                .startsWith(parameter)
                .containsSequence(notification)
                .endsWith(READY);
    }

    @Test
    void aConnectionThatBreaksAfterItWasLeftIsNotUsedAgain() throws IOException {
        left();
        sends(ANSWER);
        server.close();
        await().until(() -> heard.contains("broken"));
    }

    @Test
    void norOneThatBreaksBeforeAnythingCame() throws IOException {
        left();
        server.close();
        await().until(() -> heard.contains("broken"));
    }

    @Test
    void itIsToldWhereATransactionIsOpen() throws IOException {
        left();
        sends(ANSWER, message('Z', "E"));
        await().until(() -> heard.contains("open"));
    }

    @Test
    void whoWaitsIsToldThatTheConnectionBroke() throws IOException {
        LeavableAnswer answer = answer(0);
        CompletableFuture<byte[]> read = waits(answer, 1);
        server.close();
        assertThat(read)
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableThat()
                .withRootCauseInstanceOf(EOFException.class);
        assertThat(heard).containsExactly("late", "ended");
    }

    @Test
    void theSocketsOwnLimitHolds() throws IOException {
        socket.setSoTimeout(20);
        LeavableAnswer answer = answer(LONG);
        assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> input.read());
        answer.end();
        assertThat(socket.getSoTimeout()).isEqualTo(20);
        assertThat(heard).isEmpty();
    }

    /** Else what is left over of it would come between what its reader is told. */
    @Test
    void itIsNotThroughBeforeItsReaderIs() throws Exception {
        LeavableAnswer answer = answer(0);
        CompletableFuture<Integer> read = CompletableFuture.supplyAsync(() -> Byte.toUnsignedInt(read(1)[0]));
        await().until(() -> heard.contains("late"));
        answer.leave();
        assertThat(read.join()).isEqualTo('E');
        sends(message('S', "kept"), READY);
        Thread reader = readers.getFirst();
        await().until(() -> waitsForTheReader(reader));
        assertThat(heard).containsExactly("late");
        byte[] told = BackendMessages.cancelled();
        assertThat(read(told.length - 1)).endsWith(READY);
        assertThat(answer.end()).isTrue();
        reader.join();
        assertThat(heard).containsExactly("late", "through");
    }

    private static boolean waitsForTheReader(@Nullable Thread thread) {
        return Objects.requireNonNull(thread).getState() == Thread.State.WAITING;
    }
}
