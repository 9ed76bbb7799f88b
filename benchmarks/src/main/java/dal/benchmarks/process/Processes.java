package dal.benchmarks.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts classes of the benchmarks in processes that are small, so that many fit on a machine. */
public final class Processes {

    private Processes() {}

    /**
     * One that runs a class by its {@code main}.
     *
     * @param options of its virtual machine, beside the heap and the collector, which are small
     */
    public static ProcessBuilder of(Class<?> main, List<String> arguments, String... options) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC"));
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        return new ProcessBuilder(command);
    }

    /** The same for one that lives for seconds: what is compiled to the utmost would come too late. */
    public static ProcessBuilder brief(Class<?> main, List<String> arguments) {
        return of(main, arguments, "-XX:TieredStopAtLevel=1");
    }
}
