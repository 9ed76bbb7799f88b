package dal.benchmarks.jitter;

import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/** Errors by what they are, how often each was thrown, and what the first of them said. Thread-safe. */
final class Failures {

    private record Kind(String call, String type) {}

    private record Seen(LongAdder times, String message) {}

    private final Map<Kind, Seen> seen = new ConcurrentHashMap<>();

    void add(String call, RuntimeException error) {
        seen.computeIfAbsent(
                        new Kind(call, error.getClass().getSimpleName()),
                        kind -> new Seen(
                                new LongAdder(),
                                String.valueOf(error.getMessage())
                                        .lines()
                                        .findFirst()
                                        .orElse("")))
                .times()
                .increment();
    }

    @Override
    public String toString() {
        return seen.entrySet().stream()
                .sorted(Comparator.comparingLong(
                        entry -> -entry.getValue().times().sum()))
                .map(entry -> entry.getValue().times() + " " + entry.getKey().call() + " "
                        + entry.getKey().type() + ": " + entry.getValue().message())
                .collect(Collectors.joining("\n    "));
    }
}
