package dal.benchmarks.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dal.benchmarks.architecture.MonitorScan.Call;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * That no method, itself or through others of the project, waits for anything while it holds a monitor, a map's own while it computes a value included: on Java 21 a virtual thread that does keeps its carrier. What
 * waits is known by name; calls through a library's callbacks are not followed.
 */
final class NotBlockInsideMonitors extends ArchCondition<JavaClass> {

    /** Whatever is called there may wait for a server, or for a lock of its own. */
    private static final List<String> FOREIGN = List.of(
            "java/sql/",
            "javax/sql/",
            "org/postgresql/",
            "com/zaxxer/",
            "java/net/",
            "java/nio/channels/",
            "io/javalin/",
            "org/eclipse/jetty/");

    private static final Map<String, Set<String>> WAITING = Map.ofEntries(
            Map.entry("java/lang/Thread", Set.of("sleep", "join")),
            Map.entry("java/lang/Object", Set.of("wait")),
            Map.entry("java/lang/Process", Set.of("waitFor")),
            Map.entry("java/util/concurrent/locks/LockSupport", Set.of("park", "parkNanos", "parkUntil")),
            Map.entry("java/util/concurrent/locks/Lock", Set.of("lock", "lockInterruptibly", "tryLock")),
            Map.entry("java/util/concurrent/locks/ReentrantLock", Set.of("lock", "lockInterruptibly")),
            Map.entry(
                    "java/util/concurrent/locks/Condition",
                    Set.of("await", "awaitNanos", "awaitUninterruptibly", "awaitUntil")),
            Map.entry("java/util/concurrent/CountDownLatch", Set.of("await")),
            Map.entry("java/util/concurrent/Semaphore", Set.of("acquire", "acquireUninterruptibly")),
            Map.entry("java/util/concurrent/Future", Set.of("get")),
            Map.entry("java/util/concurrent/CompletableFuture", Set.of("get", "join")),
            Map.entry("java/util/concurrent/BlockingQueue", Set.of("put", "take", "poll", "offer")),
            Map.entry("java/util/concurrent/ExecutorService", Set.of("awaitTermination", "close", "invokeAll")));

    private final MonitorScan scan = new MonitorScan();

    NotBlockInsideMonitors() {
        super("not wait inside synchronized");
    }

    @Override
    public void init(Collection<JavaClass> all) {
        for (JavaClass type : all) {
            type.getSource().ifPresent(source -> {
                try (InputStream file = source.getUri().toURL().openStream()) {
                    scan.add(file.readAllBytes());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }

    @Override
    public void check(JavaClass type, ConditionEvents events) {
        scan.underMonitor(type.getName().replace('.', '/')).forEach((method, calls) -> {
            String way = wayToWaiting(calls, MonitorScan.module(method.owner()));
            if (way != null) {
                events.add(SimpleConditionEvent.violated(type, "Method <" + method + "> holds a monitor and " + way));
            }
        });
    }

    /** A call, and the module it is made in. */
    private record Made(Call call, String module) {}

    /** The shortest way to something that waits; null if there is none. */
    private @Nullable String wayToWaiting(List<Call> calls, String module) {
        Map<Made, String> ways = new HashMap<>();
        Deque<Made> open = new ArrayDeque<>();
        for (Call call : calls) {
            Made first = new Made(call, module);
            if (ways.putIfAbsent(first, "calls " + call) == null) {
                open.add(first);
            }
        }
        for (Made made = open.poll(); made != null; made = open.poll()) {
            String way = ways.get(made);
            if (waits(made.call)) {
                return way;
            }
            for (Call target : scan.targets(made.call, made.module)) {
                for (Call call : scan.calls(target)) {
                    Made next = new Made(call, MonitorScan.module(target.owner()));
                    if (ways.putIfAbsent(next, way + ", which calls " + call) == null) {
                        open.add(next);
                    }
                }
            }
        }
        return null;
    }

    private static boolean waits(Call call) {
        return WAITING.getOrDefault(call.owner(), Set.of()).contains(call.name())
                || FOREIGN.stream().anyMatch(call.owner()::startsWith);
    }
}
