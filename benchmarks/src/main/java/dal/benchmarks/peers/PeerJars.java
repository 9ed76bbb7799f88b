package dal.benchmarks.peers;

import dal.benchmarks.result.Published;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The jars of a contestant whose dependencies contradict each other or ours: fetched by Maven when a benchmark first asks for them, by the POM of that name in
 * {@code benchmarks/peers}, and loaded apart from the class path. The driver and the pool are ours, so that all contestants use the same.
 */
final class PeerJars {

    private static final String PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.11.0:copy-dependencies";

    /** Written into a folder once all its jars are there: the POM they are of. */
    private static final String COMPLETE = "complete.xml";

    private PeerJars() {}

    /** Loads that contestant's classes. Fetches them first where need be, which takes a while and a network. */
    static URLClassLoader load(String name) throws IOException, InterruptedException {
        Path benchmarks = Published.module();
        Path pom = benchmarks.resolve("peers").resolve(name + ".xml");
        Path jars = benchmarks.resolve("target").resolve("peers").resolve(name);
        Path complete = jars.resolve(COMPLETE);
        if (!Files.exists(complete) || Files.mismatch(complete, pom) != -1) {
            fetch(benchmarks, pom, jars);
            Files.copy(pom, complete);
        }
        try (Stream<Path> files = Files.list(jars)) {
            URL[] urls = files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .map(PeerJars::url)
                    .toArray(URL[]::new);
            return new URLClassLoader(name, urls, new SharedClasses());
        }
    }

    private static void fetch(Path benchmarks, Path pom, Path jars) throws IOException, InterruptedException {
        if (Files.exists(jars)) {
            try (Stream<Path> stale = Files.list(jars)) {
                for (Path file : stale.toList()) {
                    Files.delete(file);
                }
            }
        }
        ProcessBuilder maven = new ProcessBuilder(List.of(
                        benchmarks.resolveSibling("mvnw").toString(),
                        "-B",
                        "-ntp",
                        "-q",
                        "-f",
                        pom.toString(),
                        PLUGIN,
                        "-DincludeScope=runtime",
                        "-DoutputDirectory=" + jars))
                // Standard output is for the result.
                .redirectOutput(ProcessBuilder.Redirect.to(
                        Files.createTempFile("peers", ".log").toFile()))
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        maven.environment().put("JAVA_HOME", System.getProperty("java.home"));
        int code = maven.start().waitFor();
        if (code != 0) {
            throw new IOException("Maven could not fetch what " + pom + " names: it ended with " + code);
        }
    }

    private static URL url(Path jar) {
        try {
            return jar.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What a contestant shares with the benchmark: the JDK, the driver, the pool, the logging, the tracing's API and the sockets of a distant server. */
    private static final class SharedClasses extends ClassLoader {

        private static final List<String> PACKAGES = List.of(
                "org.postgresql.",
                "com.zaxxer.hikari.",
                "org.slf4j.",
                "io.opentelemetry.api.",
                "io.opentelemetry.context.",
                "dal.benchmarks.distance.");

        SharedClasses() {
            super(ClassLoader.getPlatformClassLoader());
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (PACKAGES.stream().anyMatch(name::startsWith)) {
                return PeerJars.class.getClassLoader().loadClass(name);
            }
            throw new ClassNotFoundException(name);
        }
    }
}
