package dal.testing.fault;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * One client's connection and its counterpart to the server. Each direction has a reader and a writer with a queue in
 * between, so that a delay lengthens the way and does not narrow it.
 */
final class Relay {
    private static final int CHUNK = 64 * 1024;
    private static final int CHUNKS_UNDERWAY = 256;

    private static final int GOODBYE_LENGTH = 5;

    private record Chunk(ByteBuffer bytes, long readNanos) {
        boolean isEnd() {
            return !bytes.hasRemaining();
        }
    }

    /** Travels behind the bytes before it. */
    private static final Chunk END = new Chunk(ByteBuffer.allocate(0), 0);

    private final Network network;
    private final Consumer<Relay> onEnd;
    private final Socket client;
    private final Socket server;
    private final TurnDetector turns = new TurnDetector();
    private final AtomicBoolean clientsTurn = new AtomicBoolean(true);
    private final AtomicBoolean answerDue = new AtomicBoolean();

    Relay(Network network, Socket client, Socket server, Consumer<Relay> onEnd) {
        this.network = network;
        this.onEnd = onEnd;
        this.client = client;
        this.server = server;
    }

    void start(Executor threads) {
        connect(threads, client, server, true);
        connect(threads, server, client, false);
    }

    /** Ends both connections with a reset, as a network does that forgets them. */
    void cut() {
        close(client, true);
        close(server, true);
    }

    private void connect(Executor threads, Socket from, Socket to, boolean request) {
        BlockingQueue<Chunk> underway = new ArrayBlockingQueue<>(CHUNKS_UNDERWAY);
        threads.execute(() -> read(from, underway, request));
        threads.execute(() -> write(to, underway, request));
    }

    private void read(Socket from, BlockingQueue<Chunk> underway, boolean request) {
        try {
            InputStream in = from.getInputStream();
            byte[] bytes = new byte[CHUNK];
            for (int length = in.read(bytes); length >= 0; length = in.read(bytes)) {
                if (request && !isGoodbye(bytes, length) && clientsTurn.getAndSet(false)) {
                    network.countRoundTrip();
                    answerDue.set(true);
                }
                underway.put(new Chunk(ByteBuffer.wrap(Arrays.copyOf(bytes, length)), System.nanoTime()));
            }
        } catch (IOException e) {
            // The other side of the pair hears of it as of an end.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try {
            underway.put(END);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(Socket to, BlockingQueue<Chunk> underway, boolean request) {
        try {
            OutputStream out = to.getOutputStream();
            for (Chunk chunk = underway.take(); !chunk.isEnd(); chunk = underway.take()) {
                byte[] bytes = chunk.bytes().array();
                // Where its beginning is late all of an answer is, for it comes in order.
                boolean answer = !request && answerDue.getAndSet(false);
                network.carry(request, chunk.readNanos(), answer ? network.drawLateness() : Duration.ZERO);
                if (!request && turns.feed(bytes, bytes.length)) {
                    clientsTurn.set(true);
                }
                if (!request && turns.processAt() >= 0 && network.disguises()) {
                    bytes[turns.processAt()] ^= 1;
                }
                int passes = network.beforeCut(bytes.length);
                out.write(bytes, 0, passes);
                out.flush();
                if (passes < bytes.length) {
                    break;
                }
            }
        } catch (IOException e) {
            // Whoever was written to is gone; so is the pair.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        close(client, false);
        close(server, false);
        onEnd.accept(this);
    }

    /** Terminate: the one message that nobody waits after. */
    private static boolean isGoodbye(byte[] bytes, int length) {
        return length == GOODBYE_LENGTH && bytes[0] == 'X';
    }

    private static void close(Socket socket, boolean reset) {
        try (socket) {
            if (reset) {
                socket.setSoLinger(true, 0);
            }
        } catch (IOException e) {
            // It was closed before, which is all that was wanted.
        }
    }
}
