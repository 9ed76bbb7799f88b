package dal.migrations;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.resource.LoadableResource;
import org.jspecify.annotations.Nullable;

/** Scripts that are read from where they lie once, so that all targets run the same text, even if a file changes meanwhile. Thread-safe. */
final class RememberedResources implements ResourceProvider {

    private final ResourceProvider origin;
    private final Map<String, LoadableResource> remembered = new ConcurrentHashMap<>();

    RememberedResources(ResourceProvider origin) {
        this.origin = origin;
    }

    @Override
    @SuppressWarnings("NullAway") // Flyway expects null for what is not there, and its interface does not say so.
    public LoadableResource getResource(String name) {
        LoadableResource found = origin.getResource(name);
        return found == null ? null : remembered(found);
    }

    @Override
    public Collection<LoadableResource> getResources(String prefix, String[] suffixes) {
        return origin.getResources(prefix, suffixes).stream()
                .map(this::remembered)
                .toList();
    }

    static @Nullable String text(@Nullable LoadableResource resource) {
        return resource == null ? null : read(resource);
    }

    private LoadableResource remembered(LoadableResource found) {
        return remembered.computeIfAbsent(found.getRelativePath(), path -> new Remembered(found, read(found)));
    }

    private static String read(LoadableResource resource) {
        try (Reader reader = resource.read()) {
            StringWriter text = new StringWriter();
            reader.transferTo(text);
            return text.toString();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + resource.getFilename(), e);
        }
    }

    private static final class Remembered extends LoadableResource {

        private final LoadableResource origin;
        private final String text;

        Remembered(LoadableResource origin, String text) {
            this.origin = origin;
            this.text = text;
        }

        @Override
        public Reader read() {
            return new StringReader(text);
        }

        @Override
        public String getAbsolutePath() {
            return origin.getAbsolutePath();
        }

        @Override
        public String getAbsolutePathOnDisk() {
            return origin.getAbsolutePathOnDisk();
        }

        @Override
        public String getFilename() {
            return origin.getFilename();
        }

        @Override
        public String getRelativePath() {
            return origin.getRelativePath();
        }
    }
}
