package dal.benchmarks.backends;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Something that takes traces over OTLP and shows them again. */
interface Backend {

    /** For the result. */
    String name();

    /** Whether it is there to be started. */
    boolean isInstalled();

    /**
     * Starts it, for itself alone, on free ports of the loopback.
     *
     * @param directory for whatever it writes
     */
    Running start(Path directory) throws IOException, InterruptedException;

    /** What the backend says of a span it was sent. */
    record Shown(String name, Map<String, String> attributes) {}

    /** One that runs, and answers before this is handed out. */
    interface Running extends AutoCloseable {

        /** Where it takes OTLP over gRPC; without a path. */
        String grpc();

        /** Where it takes OTLP over HTTP; with the path. Empty where it does not. */
        String http();

        /** The spans of a trace that it has by now, by their ids. */
        Map<String, Shown> trace(String traceId) throws IOException, InterruptedException;

        /** How it spells a span's name. */
        default String spelled(String name) {
            return name;
        }

        @Override
        void close();
    }

    /** Those that are known, installed or not. */
    static List<Backend> all(Path programs) {
        return List.of(new Jaeger(programs), new MockOtlpServer(programs), new SkyWalking(programs));
    }
}
