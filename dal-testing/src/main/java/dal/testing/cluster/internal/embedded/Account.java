package dal.testing.cluster.internal.embedded;

import dal.testing.cluster.ClusterException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Under whose name the servers run. PostgreSQL refuses to run as root: there, it is given a user namespace in which it
 * is nobody and the files stay root's; where the kernel forbids that, it becomes nobody in earnest and owns its files.
 */
enum Account {
    OWN(""),
    NAMESPACE("unshare -U"),
    NOBODY("setpriv --reuid=65534 --regid=65534 --clear-groups");

    private final String prefix;

    Account(String prefix) {
        this.prefix = prefix;
    }

    static Account choose() {
        if (!"root".equals(System.getProperty("user.name"))) {
            return OWN;
        }
        return Stream.of(NAMESPACE, NOBODY)
                .filter(account -> Command.succeeds(account.running("true")))
                .findFirst()
                .orElseThrow(() -> new ClusterException("PostgreSQL does not run as root, and neither 'unshare -U' nor"
                        + " 'setpriv' lets it run as another user here: run the tests as another user"));
    }

    List<String> running(String... command) {
        List<String> line = prefix.isEmpty() ? new ArrayList<>() : new ArrayList<>(List.of(prefix.split(" ", -1)));
        line.addAll(List.of(command));
        return line;
    }

    /** The same in a session of its own, where no signal meant for the JVM's terminal or process group reaches it. */
    List<String> runningDetached(String... command) {
        List<String> line = new ArrayList<>();
        if (isOnPath("setsid")) {
            line.add("setsid");
        } else if (isOnPath("perl")) {
            line.addAll(List.of("perl", "-MPOSIX", "-e", "POSIX::setsid(); exec @ARGV"));
        }
        line.addAll(running(command));
        return line;
    }

    void own(Path directory) {
        if (this == NOBODY) {
            Command.run(List.of("chown", "-R", "65534:65534", directory.toString()));
        }
    }

    private static boolean isOnPath(String program) {
        String path = System.getenv("PATH");
        return path != null
                && Stream.of(path.split(":", -1))
                        .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }
}
