package dal.migrations;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Where scripts may lie: a folder on the class path, or a directory. */
final class ScriptPlaces {

    static final String CLASSPATH = "classpath:";
    static final String FILESYSTEM = "filesystem:";

    private ScriptPlaces() {}

    /** Adds what is wrong with the location, if anything is. */
    static void check(String location, List<String> faults) {
        if (location.startsWith(CLASSPATH)) {
            String folder = location.substring(CLASSPATH.length());
            if (classLoader().getResource(folder.startsWith("/") ? folder.substring(1) : folder) == null) {
                faults.add("Scripts: there is no folder '" + folder + "' on the class path");
            }
        } else if (location.startsWith(FILESYSTEM)) {
            if (!Files.isDirectory(Path.of(location.substring(FILESYSTEM.length())))) {
                faults.add("Scripts: there is no directory '" + location.substring(FILESYSTEM.length()) + "'");
            }
        } else {
            faults.add("Scripts: '" + location + "' has to begin with " + CLASSPATH + " or " + FILESYSTEM);
        }
    }

    static ClassLoader classLoader() {
        ClassLoader ofThread = Thread.currentThread().getContextClassLoader();
        return ofThread != null ? ofThread : ScriptPlaces.class.getClassLoader();
    }
}
