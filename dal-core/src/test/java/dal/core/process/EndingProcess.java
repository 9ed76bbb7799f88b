package dal.core.process;

import dal.status.DrainReport;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A process that ends as its arguments say, and tells on standard output what it does. */
public final class EndingProcess {

    private EndingProcess() {}

    public static void main(String[] arguments) throws InterruptedException {
        Set<String> ways = Set.of(arguments);
        ServiceProcess process = ServiceProcess.of(() -> shutdown(ways)).thenClosing(() -> say("closed"));
        if (ways.contains("fragile")) {
            process = process.endingOnUncaught();
        }
        process.install();
        say("ready");
        if (ways.contains("throws")) {
            Thread dying = new Thread(
                    () -> {
                        throw new IllegalStateException("nobody catches this");
                    },
                    "dying");
            dying.start();
            dying.join();
            say("went on");
        }
        if (ways.contains("exits")) {
            System.exit(5);
        }
        if (ways.contains("throws") && !ways.contains("fragile")) {
            return;
        }
        var unused = new CountDownLatch(1).await(60, TimeUnit.SECONDS);
    }

    private static DrainReport shutdown(Set<String> ways) {
        say("shutdown");
        if (ways.contains("fails")) {
            throw new IllegalStateException("cannot shut down");
        }
        if (ways.contains("slow")) {
            // Long enough for a second signal.
            say("draining");
            try {
                int unused = System.in.read();
            } catch (IOException e) {
                say("unread");
            }
        }
        boolean stopped = !ways.contains("cut");
        return new DrainReport(
                Duration.ZERO, List.of(), List.of(new DrainReport.ParticipantStop("http", stopped, Duration.ZERO)));
    }

    private static void say(String what) {
        System.out.println(what);
        System.out.flush();
    }
}
