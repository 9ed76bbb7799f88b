package dal.benchmarks.pooler;

import dal.testing.cluster.PostgresCluster;
import dal.testing.cluster.PostgresNode;
import dal.testing.junit.Login;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A PgBouncer in transaction mode in front of every node of a cluster, for one database of it, which appears there under the nodes' names. */
public final class PgBouncer implements AutoCloseable {

    private static final List<Path> PLACES =
            List.of(Path.of("/usr/sbin/pgbouncer"), Path.of("/usr/bin/pgbouncer"), Path.of("/usr/local/bin/pgbouncer"));

    /** It refuses to run as root. */
    private static final String ANYBODY = "nobody";

    private static final Duration STARTING = Duration.ofSeconds(20);
    private static final Duration LOOK_UP = Duration.ofMillis(20);

    /** Fewer than the clients, so that they share server connections. */
    private static final int SERVER_CONNECTIONS = 4;

    private final Process process;
    private final Path directory;
    private final int port;

    private PgBouncer(Process process, Path directory, int port) {
        this.process = process;
        this.directory = directory;
        this.port = port;
    }

    /** Whether this machine has it. */
    public static boolean isInstalled() {
        return PLACES.stream().anyMatch(Files::isExecutable);
    }

    /** Starts one for that role. Each server connection is its own pool's, of a few. */
    public static PgBouncer before(PostgresCluster cluster, String database, Login login) {
        try {
            Path directory = Files.createTempDirectory("pgbouncer");
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
            int port = freePort();
            Path file = Files.writeString(
                    directory.resolve("pgbouncer.ini"), configuration(cluster, database, login, port));
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
            try {
                pooler.awaitAccepting();
            } catch (IOException | RuntimeException e) {
                pooler.close();
                throw e;
            }
            return pooler;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every server connection to that node there can be, each held by a transaction of its own, for a look at what is on it; the caller closes them. */
    public List<Connection> serverConnections(PostgresNode node, Login login) throws SQLException {
        List<Connection> held = new ArrayList<>();
        for (int i = 0; i < SERVER_CONNECTIONS; i++) {
            Connection connection = DriverManager.getConnection(
                    "jdbc:postgresql://127.0.0.1:" + port + "/" + node.name() + "?prepareThreshold=0",
                    login.user(),
                    login.password());
            held.add(connection);
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.execute("select 1");
            }
        }
        return held;
    }

    /** Of that node, in transaction mode. */
    public String uri(PostgresNode node, Login login) {
        return "postgresql://" + login.user() + ":" + login.password() + "@127.0.0.1:" + port + "/" + node.name()
                + "?pgbouncer=true";
    }

    private static String configuration(PostgresCluster cluster, String database, Login login, int port) {
        String nodes = cluster.nodes().stream()
                .map(node -> node.name() + " = host=" + node.host() + " port=" + node.port() + " dbname=" + database
                        + " user=" + login.user() + " password=" + login.password())
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
                default_pool_size = %d
                ignore_startup_parameters = extra_float_digits
                """.formatted(nodes, port, SERVER_CONNECTIONS);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void awaitAccepting() throws IOException {
        long deadline = System.nanoTime() + STARTING.toNanos();
        try {
            while (!accepts()) {
                if (System.nanoTime() - deadline > 0) {
                    throw new IllegalStateException("PgBouncer does not accept connections after " + STARTING);
                }
                Thread.sleep(LOOK_UP);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while PgBouncer started", e);
        }
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
