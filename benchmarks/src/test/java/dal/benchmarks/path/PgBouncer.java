package dal.benchmarks.path;

import dal.testing.cluster.PostgresNode;
import dal.testing.junit.Login;
import dal.testing.junit.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/** A PgBouncer in transaction mode in front of every node of a test database, which appears there under the nodes' names. */
final class PgBouncer implements AutoCloseable {

    private static final List<Path> PLACES =
            List.of(Path.of("/usr/sbin/pgbouncer"), Path.of("/usr/bin/pgbouncer"), Path.of("/usr/local/bin/pgbouncer"));

    /** It refuses to run as root. */
    private static final String ANYBODY = "nobody";

    private final Process process;
    private final Path directory;
    private final int port;

    private PgBouncer(Process process, Path directory, int port) {
        this.process = process;
        this.directory = directory;
        this.port = port;
    }

    static boolean isInstalled() {
        return PLACES.stream().anyMatch(Files::isExecutable);
    }

    static PgBouncer before(TestDatabase database) {
        try {
            Path directory = Files.createTempDirectory("pgbouncer");
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
            int port = freePort();
            Path file = Files.writeString(directory.resolve("pgbouncer.ini"), configuration(database, port));
            List<String> command = new ArrayList<>();
            command.add(PLACES.stream()
                    .filter(Files::isExecutable)
                    .findFirst()
                    .orElseThrow()
                    .toString());
            if (System.getProperty("user.name").equals("root")) {
                command.addAll(List.of("-u", ANYBODY));
            }
            command.add(file.toString());
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("log").toFile())
                    .start();
            PgBouncer pooler = new PgBouncer(process, directory, port);
            pooler.awaitAccepting();
            return pooler;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of that node, in transaction mode. */
    String uri(PostgresNode node, Login login) {
        return "postgresql://" + login.user() + ":" + login.password() + "@127.0.0.1:" + port + "/" + node.name()
                + "?pgbouncer=true";
    }

    private static String configuration(TestDatabase database, int port) {
        Login login = database.applicationRole();
        String nodes = database.cluster().nodes().stream()
                .map(node -> node.name() + " = host=" + node.host() + " port=" + node.port() + " dbname="
                        + database.name() + " user=" + login.user() + " password=" + login.password())
                .collect(Collectors.joining("\n"));
        return """
                [databases]
                %s
                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = %d
                unix_socket_dir =
                auth_type = any
                pool_mode = transaction
                default_pool_size = 4
                ignore_startup_parameters = extra_float_digits
                """.formatted(nodes, port);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void awaitAccepting() {
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(this::accepts);
    }

    private boolean accepts() throws IOException {
        if (!process.isAlive()) {
            throw new IllegalStateException("PgBouncer ended: " + Files.readString(directory.resolve("log")));
        }
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            for (String name : List.of("pgbouncer.ini", "log")) {
                Files.deleteIfExists(directory.resolve(name));
            }
            Files.deleteIfExists(directory);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
