package dal.testing.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;

/** The JDK's own program that makes certificates, and what it has made. Its store is a file only while it runs. */
final class Keytool {
    /** Of a store that lives in memory; keytool demands one. */
    static final String PASSWORD = "in-memory";

    private byte[] store = {};

    /** Adds a key pair with its certificate to the store. */
    void generate(String alias, String keyAlgorithm, String subject, List<String> options) {
        try {
            Path directory = Files.createTempDirectory("dal-keytool");
            Path file = directory.resolve("store.p12");
            try {
                if (store.length > 0) {
                    Files.write(file, store);
                }
                run(command(alias, keyAlgorithm, subject, file, options));
                store = Files.readAllBytes(file);
            } finally {
                Files.deleteIfExists(file);
                Files.delete(directory);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("No certificate for " + subject, e);
        }
    }

    KeyStore store() {
        try {
            KeyStore loaded = KeyStore.getInstance("PKCS12");
            loaded.load(new ByteArrayInputStream(store), PASSWORD.toCharArray());
            return loaded;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("What keytool has made cannot be read", e);
        }
    }

    private static List<String> command(
            String alias, String keyAlgorithm, String subject, Path file, List<String> options) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                alias,
                "-keyalg",
                keyAlgorithm,
                "-dname",
                subject,
                "-validity",
                "2",
                "-keystore",
                file.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD));
        command.addAll(options);
        return command;
    }

    private static void run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IllegalStateException("keytool has made no certificate: " + said);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while keytool made a certificate", e);
        }
    }
}
