package dal.testing.cluster.internal.embedded;

import dal.testing.cluster.internal.ClusterPlan;
import dal.testing.cluster.internal.Concurrently;
import dal.testing.cluster.internal.ConfigurationFile;
import dal.testing.cluster.internal.Endpoint;
import dal.testing.cluster.internal.Engine;
import dal.testing.cluster.internal.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Servers on the loopback interface. What initdb leaves is a cleanly stopped server, so each replica begins as a plain
 * copy of it and streams from the first record on: no base backup, which the binaries could not take.
 */
public final class EmbeddedEngine implements Engine {
    private static final String HOST = "127.0.0.1";
    private static final Set<String> AT_LEAST_THE_PRIMARYS = Set.of(
            "max_connections",
            "max_worker_processes",
            "max_wal_senders",
            "max_prepared_transactions",
            "max_locks_per_transaction");

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private final Watchdog watchdog;
    private final List<EmbeddedServer> servers;

    private EmbeddedEngine(Watchdog watchdog, List<EmbeddedServer> servers) {
        this.watchdog = watchdog;
        this.servers = servers;
    }

    /** Whether this machine has what it takes. */
    public static boolean isAvailable() {
        return Binaries.onClassPath();
    }

    /** The name under which this machine's binaries would be found. */
    public static String platform() {
        return Binaries.platform();
    }

    /** Makes the servers and starts them; they accept connections a moment later. */
    public static EmbeddedEngine start(ClusterPlan plan) {
        Binaries binaries = Binaries.unpacked();
        Account account = Account.choose();
        Watchdog watchdog = Watchdog.start();
        try {
            account.own(watchdog.home());
            List<EmbeddedServer> servers = lay(plan, binaries, account, watchdog.home());
            Concurrently.forEach(servers, EmbeddedServer::start);
            return new EmbeddedEngine(watchdog, servers);
        } catch (Throwable e) {
            watchdog.close();
            throw e;
        }
    }

    @Override
    public List<EmbeddedServer> servers() {
        return servers;
    }

    @Override
    public void close() {
        servers.stream().filter(EmbeddedServer::isAlive).forEach(EmbeddedServer::unfreeze);
        watchdog.close();
    }

    private static List<EmbeddedServer> lay(ClusterPlan plan, Binaries binaries, Account account, Path home) {
        List<String> names = plan.names();
        List<Integer> ports = Ports.free(names.size());
        List<EmbeddedServer> servers = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            Path data = home.resolve(names.get(i));
            servers.add(new EmbeddedServer(
                    names.get(i),
                    new Endpoint(HOST, ports.get(i)),
                    data,
                    account.runningDetached(binaries.program("postgres"), "-D", data.toString())));
        }
        EmbeddedServer primary = servers.getFirst();
        initialise(plan, binaries, account, primary.data());
        List<EmbeddedServer> replicas = servers.subList(1, servers.size());
        Concurrently.forEach(
                replicas,
                replica -> Command.run(account.running(
                        "cp", "-Rp", primary.data().toString(), replica.data().toString())));
        servers.forEach(server -> configure(plan, server));
        replicas.forEach(replica -> follow(plan, replica, primary));
        account.own(home);
        return servers;
    }

    private static void initialise(ClusterPlan plan, Binaries binaries, Account account, Path data) {
        Path password = data.resolveSibling("password");
        write(password, plan.password());
        List<String> command = account.running(
                binaries.program("initdb"), "-D", data.toString(), "-U", plan.user(), "--pwfile=" + password);
        // Few iterations: the password is random and lives for a minute, and each connection pays for them.
        command.addAll(
                List.of("-A", "scram-sha-256", "-c", "scram_iterations=64", "-E", "UTF8", "--no-locale", "--no-sync"));
        // A replica refuses to start with less of these than what it was copied from was made with.
        plan.settings().forEach((name, value) -> {
            if (AT_LEAST_THE_PRIMARYS.contains(name)) {
                command.addAll(List.of("-c", name + "=" + value));
            }
        });
        Command.run(command);
        try {
            Files.delete(password);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void configure(ClusterPlan plan, EmbeddedServer server) {
        Map<String, String> own = Map.of(
                "listen_addresses",
                HOST,
                "port",
                Integer.toString(server.endpoint().port()),
                "unix_socket_directories",
                "",
                "cluster_name",
                server.name(),
                // Shared memory as files of the data directory goes where that goes, after SIGKILL too.
                "dynamic_shared_memory_type",
                "mmap");
        Path file = server.data().resolve("postgresql.conf");
        // Names of files count from the data directory.
        write(file, ConfigurationFile.lines(own) + ConfigurationFile.lines(plan.settings(".")));
        plan.tlsFiles().forEach((name, content) -> writeSecret(server.data().resolve(name), content));
        prepend(server.data().resolve("pg_hba.conf"), plan.accessLines());
    }

    private static void follow(ClusterPlan plan, EmbeddedServer replica, EmbeddedServer primary) {
        write(replica.data().resolve("standby.signal"), "");
        write(
                replica.data().resolve("postgresql.auto.conf"),
                ConfigurationFile.lines(
                        Map.of("primary_conninfo", plan.primaryConnectionInfo(replica.name(), primary.endpoint()))));
    }

    private static void writeSecret(Path file, String content) {
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        write(file, content);
    }

    private static void prepend(Path file, String lines) {
        try {
            Files.writeString(file, lines + Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, String lines) {
        try {
            Files.writeString(file, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
