package dal.migrations.cli;

import dal.migrations.MigrationListener;
import dal.migrations.MigrationTarget;
import dal.migrations.TargetReport;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * How a run goes on: on a terminal one line that is drawn over and over, with a bar, the rate, the time that remains and what is worked on; elsewhere a line now
 * and then. Silent where there is but one target. Thread-safe.
 */
final class Progress implements MigrationListener, AutoCloseable {

    private static final int WIDTH = 24;
    private static final int MOST_NAMES = 3;
    private static final Duration REDRAW = Duration.ofMillis(100);
    private static final Duration NEXT_LINE = Duration.ofSeconds(5);
    private static final String OVER = "\r\033[K";

    private final PrintWriter err;
    private final boolean terminal;
    private final LongSupplier nanoTime;
    private final ReentrantLock lock = new ReentrantLock();
    private final Set<String> current = new LinkedHashSet<>();
    private int total;
    private int upToDate;
    private int ended;
    private int failed;
    private long start;
    private long shownAt;
    private boolean drawn;

    Progress(PrintWriter err, boolean terminal) {
        this(err, terminal, System::nanoTime);
    }

    Progress(PrintWriter err, boolean terminal, LongSupplier nanoTime) {
        this.err = err;
        this.terminal = terminal;
        this.nanoTime = nanoTime;
        this.start = nanoTime.getAsLong();
        this.shownAt = start;
    }

    @Override
    public void began(int targets, int nothingToDo) {
        locked(() -> {
            total = targets;
            upToDate = nothingToDo;
            start = nanoTime.getAsLong();
            shownAt = start;
        });
    }

    @Override
    public void began(MigrationTarget target, int attempt) {
        locked(() -> {
            current.add(name(target));
            show(false);
        });
    }

    @Override
    public void ended(TargetReport report) {
        locked(() -> {
            ended++;
            failed += report.state() == TargetReport.State.FAILED ? 1 : 0;
            current.remove(name(report.target()));
            show(ended == total);
        });
    }

    @Override
    public void waits(MigrationTarget target, String reason) {
        locked(() -> {
            if (total > 1) {
                line(target.label() + " waits: " + reason);
            }
        });
    }

    /** What would be shown now. */
    String text() {
        double seconds = (nanoTime.getAsLong() - start) / 1e9;
        int worked = Math.max(0, ended - upToDate);
        double rate = seconds > 0 ? worked / seconds : 0;
        String left = rate > 0 ? time((long) Math.ceil((total - ended) / rate)) + " left" : "";
        String names = current.stream().limit(MOST_NAMES).collect(Collectors.joining(", "))
                + (current.size() > MOST_NAMES ? ", ..." : "");
        return String.format(
                        Locale.ROOT,
                        "%s%d/%d  %.1f/s  %s%s  %s",
                        terminal ? bar() : "",
                        ended,
                        total,
                        rate,
                        left,
                        failed == 0 ? "" : "  " + failed + " failed",
                        names)
                .stripTrailing();
    }

    private String bar() {
        int filled = total == 0 ? WIDTH : (int) ((long) WIDTH * ended / total);
        return "[" + "#".repeat(filled) + "-".repeat(WIDTH - filled) + "] ";
    }

    private static String time(long seconds) {
        return String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60);
    }

    private void show(boolean last) {
        long now = nanoTime.getAsLong();
        Duration pause = terminal ? REDRAW : NEXT_LINE;
        boolean silent = total - upToDate < 2 || (last && !drawn);
        if (silent || (!last && now - shownAt < pause.toNanos())) {
            return;
        }
        shownAt = now;
        drawn = true;
        if (terminal) {
            err.print(OVER + text());
        } else {
            err.println(text());
        }
        err.flush();
    }

    private void line(String text) {
        err.println((terminal && drawn ? OVER : "") + text);
        err.flush();
    }

    private void locked(Runnable change) {
        lock.lock();
        try {
            change.run();
        } finally {
            lock.unlock();
        }
    }

    private static String name(MigrationTarget target) {
        return target.tenant() == null ? target.label() : target.tenant().value();
    }

    /** Clears the bar. */
    @Override
    public void close() {
        locked(() -> {
            if (terminal && drawn) {
                err.print(OVER);
                err.flush();
            }
            drawn = false;
        });
    }
}
