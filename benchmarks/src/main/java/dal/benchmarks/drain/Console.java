package dal.benchmarks.drain;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/** What a process tells its clients, a line each, through no buffer that could be lost: accepted, done, or refused with the error's code. Thread-safe. */
final class Console {

    static final String ACCEPTED = "A ";
    static final String DONE = "D ";
    static final String FAILED = "F ";

    private final FileOutputStream out = new FileOutputStream(FileDescriptor.out);
    private final AtomicInteger unanswered = new AtomicInteger();

    void accepted(String work) {
        unanswered.incrementAndGet();
        say(ACCEPTED + work);
    }

    void done(String work) {
        say(DONE + work);
        unanswered.decrementAndGet();
    }

    void failed(String work, String code) {
        say(FAILED + work + " " + code);
        unanswered.decrementAndGet();
    }

    /** Clients that wait for an answer. */
    int unanswered() {
        return unanswered.get();
    }

    /** One write for each line: what the system has taken, nothing can take back. */
    private void say(String line) {
        try {
            out.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
