package dal.telemetry.internal.statement;

import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A bounded map that keeps what is in use. Two generations: what is put, or found among the old, is young; when half the capacity is young, the young become
 * the old and what was old is dropped. Thus an entry stays as long as it is asked for once per generation, a hit among the young takes no lock and writes
 * nothing, and no order has to be kept.
 */
final class RecentlyUsed<V> {

    private final int generation;
    private final Object turning = new Object();
    private volatile Generations<V> generations =
            new Generations<>(new ConcurrentHashMap<>(), new ConcurrentHashMap<>());

    RecentlyUsed(int capacity) {
        if (capacity < 2) {
            throw new IllegalArgumentException("A cache holds at least 2 entries, not " + capacity);
        }
        this.generation = capacity / 2;
    }

    @Nullable
    V get(String key) {
        Generations<V> now = generations;
        V value = now.young.get(key);
        if (value == null) {
            value = now.old.get(key);
            if (value != null) {
                put(key, value);
            }
        }
        return value;
    }

    void put(String key, V value) {
        synchronized (turning) {
            if (generations.young.size() >= generation) {
                generations = new Generations<>(new ConcurrentHashMap<>(), generations.young);
            }
            generations.young.put(key, value);
        }
    }

    int size() {
        Generations<V> now = generations;
        return now.young.size() + now.old.size();
    }

    private record Generations<V>(ConcurrentHashMap<String, V> young, ConcurrentHashMap<String, V> old) {}
}
