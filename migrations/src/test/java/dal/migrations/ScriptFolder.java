package dal.migrations;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A directory of scripts a test writes. */
public record ScriptFolder(Path directory) {

    public ScriptFolder with(String file, String sql) {
        try {
            Files.writeString(directory.resolve(file), sql);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    ScriptFolder without(String file) {
        try {
            Files.delete(directory.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    public String location() {
        return "filesystem:" + directory;
    }
}
