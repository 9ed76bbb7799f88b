package dal.testing.cluster.internal.embedded;

import dal.testing.cluster.ClusterException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The server's programs, unpacked once per user and version into a directory under {@code java.io.tmpdir} and shared by
 * all later JVMs. The directory is named after the archive's digest and appears by an atomic rename, so JVMs that
 * unpack at the same time do not meet, and none sees half of it.
 */
record Binaries(Path home) {
    private static final FileAttribute<Set<PosixFilePermission>> READABLE_BY_ALL =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x"));

    /** Whether a server for this machine's platform is on the class path. */
    static boolean onClassPath() {
        return archive().isPresent();
    }

    static String platform() {
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        String machine = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        String kernel = system.startsWith("mac") ? "darwin" : system.replace(' ', '_');
        return kernel + "-"
                + switch (machine) {
                    case "amd64", "x86_64" -> "x86_64";
                    case "aarch64", "arm64" -> "arm_64";
                    default -> machine;
                };
    }

    private static Optional<URL> archive() {
        return Optional.ofNullable(Binaries.class.getResource("/postgres-" + platform() + ".txz"));
    }

    static Binaries unpacked() {
        URL archive = archive()
                .orElseThrow(() -> new ClusterException("No PostgreSQL for " + platform() + " is on the class path"));
        try {
            Path cache = cache();
            Path home = cache.resolve(platform() + "-" + digest(archive));
            if (!isComplete(home)) {
                unpack(archive, cache, home);
            }
            return new Binaries(home);
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL could not be unpacked from " + archive, e);
        }
    }

    String program(String name) {
        return home.resolve("bin").resolve(name).toString();
    }

    private static Path cache() throws IOException {
        String user = System.getProperty("user.name", "").replaceAll("[^A-Za-z0-9._-]", "_");
        Path cache = Path.of(System.getProperty("java.io.tmpdir"), "dal-postgres-binaries-" + user);
        Files.createDirectories(cache, READABLE_BY_ALL);
        // The place is shared: what another user has put there beforehand must not be run.
        Path ours = Files.createTempFile(cache, "owner", "");
        boolean foreign = !Files.getOwner(ours).equals(Files.getOwner(cache));
        Files.delete(ours);
        if (foreign) {
            throw new ClusterException(cache + " belongs to another user: remove it, or set java.io.tmpdir");
        }
        return cache;
    }

    private static String digest(URL archive) throws IOException {
        try (DigestInputStream in = new DigestInputStream(archive.openStream(), MessageDigest.getInstance("SHA-256"))) {
            in.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(in.getMessageDigest().digest(), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void unpack(URL archive, Path cache, Path home) throws IOException {
        Path fresh = Files.createTempDirectory(cache, "unpacking", READABLE_BY_ALL);
        try (InputStream in = archive.openStream()) {
            int files = Archive.unpack(in, fresh);
            Files.writeString(fresh.resolve(".files"), Integer.toString(files));
            discard(home);
            Files.move(fresh, home, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            discard(fresh);
            if (!isComplete(home)) {
                throw e;
            }
        }
    }

    /** Systems that sweep their temporary directory take single old files: a home that lost one is unpacked again. */
    private static boolean isComplete(Path home) throws IOException {
        Path count = home.resolve(".files");
        return Files.exists(count) && Files.readString(count).equals(Integer.toString(countFiles(home) - 1));
    }

    private static int countFiles(Path directory) throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            return (int) paths.filter(path -> !Files.isDirectory(path)).count();
        }
    }

    private static void discard(Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (Stream<Path> paths = Files.walk(directory)) {
                for (Path path : paths.sorted((a, b) -> b.compareTo(a)).toList()) {
                    Files.deleteIfExists(path);
                }
            }
        }
    }
}
