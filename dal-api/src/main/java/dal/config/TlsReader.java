package dal.config;

import dal.config.ConnectionParts.Told;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Decides how a connection is secured. The level asked for is never lowered: what cannot be met is a fault at start. It is raised in two places, as libpq does:
 * {@code require} with a root certificate verifies like {@code verify-ca}, and {@code sslrootcert=system} means {@code verify-full}.
 */
final class TlsReader {

    /** Trusts what the JVM trusts, and still lets the driver verify the host's name; the driver knows no {@code sslrootcert=system} itself. */
    private static final String SYSTEM_TRUST = "org.postgresql.ssl.DefaultJavaSSLFactory";

    private static final String FACTORY = "sslfactory";

    private final Path driverDirectory;
    private final Faults faults;

    /** Looks where the driver looks for {@code root.crt} when nobody names one. */
    TlsReader(Path driverDirectory, Faults faults) {
        this.driverDirectory = driverDirectory;
        this.faults = faults;
    }

    /** The driver's own place for certificates. */
    static Path driverDirectory() {
        String applicationData = System.getenv("APPDATA");
        boolean windows =
                System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("windows");
        return windows && applicationData != null
                ? Path.of(applicationData, "postgresql")
                : Path.of(System.getProperty("user.home", ""), ".postgresql");
    }

    /**
     * How to secure that connection.
     *
     * @param driverProperties where trust in the JVM's authorities is noted
     */
    TlsConfig read(String label, ConnectionParts parts, Map<String, String> driverProperties) {
        Told mode = parts.get(ConnectionPart.SSL_MODE);
        SslMode asked = mode == null ? null : mode(mode);
        if (asked == SslMode.DISABLE || (mode != null && asked == null)) {
            return new TlsConfig(SslMode.DISABLE, null, null, null);
        }
        Told root = parts.get(ConnectionPart.ROOT_CERTIFICATE);
        Path certificate = file(parts.get(ConnectionPart.CERTIFICATE));
        Path key = file(parts.get(ConnectionPart.KEY));
        requirePair(label, parts);
        if (root != null && root.value().equals("system")) {
            requireSystemTrust(mode, asked, root, parts, driverProperties);
            return new TlsConfig(SslMode.VERIFY_FULL, null, null, null);
        }
        Path rootFile = file(root);
        if (root != null && asked == null) {
            faults.add(
                    root.source(),
                    "a root certificate is named, but no sslmode, and without one nothing is verified; set sslmode=verify-full");
        }
        SslMode effective = asked == null ? SslMode.PREFER : asked;
        if (effective == SslMode.REQUIRE && root != null) {
            effective = SslMode.VERIFY_CA;
        }
        requireRoot(label, effective, root, driverProperties);
        return new TlsConfig(effective, rootFile, certificate, key);
    }

    private void requireRoot(String label, SslMode mode, @Nullable Told root, Map<String, String> driverProperties) {
        boolean verifies = mode == SslMode.VERIFY_CA || mode == SslMode.VERIFY_FULL;
        if (verifies && root == null && !driverProperties.containsKey(FACTORY)) {
            Path driversOwn = driverDirectory.resolve("root.crt");
            if (!Files.isReadable(driversOwn)) {
                faults.add(
                        label,
                        "sslmode=" + mode.value()
                                + " needs the authorities to trust; set sslrootcert in the URL, PGSSLROOTCERT"
                                + " or tls.root-certificate to a PEM file, or to 'system' for those the JVM trusts (there is no "
                                + driversOwn + " either)");
            }
        }
    }

    private void requireSystemTrust(
            @Nullable Told mode,
            @Nullable SslMode asked,
            Told root,
            ConnectionParts parts,
            Map<String, String> driverProperties) {
        if (mode != null && asked != SslMode.VERIFY_FULL) {
            faults.add(
                    mode.source(),
                    "with sslrootcert=system anybody's certificate is trusted, so the host's name has to be verified:"
                            + " set sslmode=verify-full, or leave it out");
        }
        if (parts.get(ConnectionPart.CERTIFICATE) != null || parts.get(ConnectionPart.KEY) != null) {
            faults.add(
                    root.source(),
                    "a client certificate cannot be combined with the JVM's authorities; name a file of root certificates");
        }
        String factory = driverProperties.putIfAbsent(FACTORY, SYSTEM_TRUST);
        if (factory != null && !factory.equals(SYSTEM_TRUST)) {
            faults.add(root.source(), "'system' and an sslfactory of one's own exclude each other");
        }
    }

    private void requirePair(String label, ConnectionParts parts) {
        Told certificate = parts.get(ConnectionPart.CERTIFICATE);
        Told key = parts.get(ConnectionPart.KEY);
        if (certificate != null && key == null) {
            faults.add(label, "a client certificate needs its key: set sslkey in the URL, PGSSLKEY or tls.key");
        }
        if (key != null && certificate == null && !isPkcs12(key.value())) {
            faults.add(
                    label,
                    "a client key needs its certificate: set sslcert in the URL, PGSSLCERT or tls.certificate"
                            + " (only a .p12 or .pfx holds both)");
        }
    }

    private static boolean isPkcs12(String file) {
        String name = file.toLowerCase(Locale.ROOT);
        return name.endsWith(".p12") || name.endsWith(".pfx");
    }

    private @Nullable SslMode mode(Told mode) {
        for (SslMode known : SslMode.values()) {
            if (known.value().equals(mode.value())) {
                return known;
            }
        }
        faults.add(
                mode.source(),
                "unknown sslmode '" + mode.value() + "'; one of "
                        + Arrays.stream(SslMode.values()).map(SslMode::value).collect(Collectors.joining(", ")));
        return null;
    }

    private @Nullable Path file(@Nullable Told file) {
        if (file == null || file.value().equals("system")) {
            return null;
        }
        try {
            Path path = Path.of(file.value());
            if (!Files.isRegularFile(path)) {
                faults.add(file.source(), "there is no file " + path);
            } else if (!Files.isReadable(path)) {
                faults.add(file.source(), "the file " + path + " cannot be read by this process");
            }
            return path;
        } catch (InvalidPathException e) {
            faults.add(file.source(), "not the name of a file");
            return null;
        }
    }
}
