package dal.telemetry.alert;

import dal.spi.AlertListener;
import dal.spi.StatusContributor;
import dal.status.Alert;
import dal.status.Alert.Severity;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which alerts there are. A condition becomes an alert, or a more severe one, once it has held for as long as it asks for, and is cleared, or becomes less severe,
 * once that has held for as long as it is to be kept: what comes and goes within that time changes nothing. Looked at for each status and at each {@link #tell}; only
 * the latter tells listeners and the log, so that neither is on the thread of whoever asks for a status. Thread-safe.
 */
public final class AlertBoard implements StatusContributor {

    private static final Logger LOG = LoggerFactory.getLogger(AlertBoard.class);

    private final PoolAlerts pools;
    private final AlertConfig config;
    private final Supplier<Set<StatusContributor>> contributors;
    private final Set<AlertListener> listeners;
    private final LongSupplier ticker;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Key, Tracked> tracked = new LinkedHashMap<>();
    private final Queue<News> news = new ArrayDeque<>();

    /**
     * A board of what these say.
     *
     * @param contributors who know nodes, and alerts of their own, which are passed on to listeners; this one possibly among them
     * @param ticker nanoseconds from an arbitrary origin
     */
    public AlertBoard(
            PoolAlerts pools,
            AlertConfig config,
            Supplier<Set<StatusContributor>> contributors,
            Set<AlertListener> listeners,
            LongSupplier ticker) {
        this.pools = pools;
        this.config = config;
        this.contributors = contributors;
        this.listeners = Set.copyOf(listeners);
        this.ticker = ticker;
    }

    @Override
    public List<Alert> alerts() {
        lock.lock();
        try {
            look();
            return tracked.values().stream()
                    .filter(one -> one.latest.own())
                    .map(one -> one.raised)
                    .filter(java.util.Objects::nonNull)
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    /** Looks, and tells listeners and the log what has changed. Not to be called by two threads at once. */
    public void tell() {
        List<News> told;
        lock.lock();
        try {
            look();
            told = List.copyOf(news);
            news.clear();
        } finally {
            lock.unlock();
        }
        for (News one : told) {
            if (one.own()) {
                AlertLog.write(one.alert(), one.lasted());
            }
            listeners.forEach(listener -> tell(listener, one));
        }
    }

    private static void tell(AlertListener listener, News one) {
        try {
            if (one.lasted() == null) {
                listener.raised(one.alert());
            } else {
                listener.cleared(one.alert(), one.lasted());
            }
        } catch (RuntimeException | Error e) {
            LOG.atWarn()
                    .setCause(e)
                    .addKeyValue("listener", listener.getClass().getName())
                    .log("alert listener failed");
        }
    }

    private void look() {
        long now = ticker.getAsLong();
        Map<Key, Condition> held = new HashMap<>();
        for (Condition condition : conditions()) {
            // Of one that several tell of, the most severe.
            held.merge(Key.of(condition.alert()), condition, AlertBoard::worse);
        }
        held.forEach((key, condition) -> {
            Tracked one = tracked.computeIfAbsent(key, met -> new Tracked(condition));
            one.latest = condition;
            one.wants(condition.alert(), now);
        });
        for (Iterator<Map.Entry<Key, Tracked>> all = tracked.entrySet().iterator(); all.hasNext(); ) {
            Map.Entry<Key, Tracked> entry = all.next();
            Tracked one = entry.getValue();
            if (!held.containsKey(entry.getKey())) {
                one.wants(null, now);
            }
            if (one.raised == null && !held.containsKey(entry.getKey())) {
                all.remove();
            }
        }
    }

    private static Condition worse(Condition one, Condition other) {
        return one.alert().severity().compareTo(other.alert().severity()) >= 0 ? one : other;
    }

    private List<Condition> conditions() {
        List<Condition> found = new ArrayList<>(pools.conditions(this::severity));
        Set<StatusContributor> all = contributors.get();
        NodeAlerts.of(all.stream()
                        .flatMap(contributor -> contributor.nodes().stream())
                        .toList())
                .forEach(alert -> found.add(new Condition(alert, Duration.ZERO, config.nodeHold(), true)));
        all.stream()
                .filter(contributor -> contributor != this)
                .flatMap(contributor -> contributor.alerts().stream())
                .forEach(alert -> found.add(new Condition(alert, Duration.ZERO, Duration.ZERO, false)));
        return found;
    }

    private @Nullable Severity severity(String name, String subject) {
        Tracked one = tracked.get(new Key(name, subject));
        return one == null || one.raised == null ? null : one.raised.severity();
    }

    private record Key(String name, String subject) {
        static Key of(Alert alert) {
            return new Key(alert.name(), alert.subject());
        }
    }

    /** @param lasted null for one that is raised */
    private record News(Alert alert, @Nullable Duration lasted, boolean own) {}

    /** One condition, and what has become of it. */
    private final class Tracked {

        private Condition latest;
        private @Nullable Alert raised;
        private long raisedAt;

        /** Whether it is on its way up, above 0, or down, below 0, and since when. */
        private int direction;

        private long since;

        Tracked(Condition first) {
            this.latest = first;
        }

        void wants(@Nullable Alert wanted, long now) {
            int way = Comparator.nullsFirst(Comparator.<Severity>naturalOrder())
                    .compare(wanted == null ? null : wanted.severity(), raised == null ? null : raised.severity());
            if (way != direction) {
                direction = way;
                since = now;
            }
            Duration delay = way > 0 ? latest.raiseAfter() : latest.hold();
            if (way != 0 && now - since >= delay.toNanos()) {
                become(wanted, now);
            } else if (way == 0 && wanted != null) {
                raised = wanted;
            }
        }

        private void become(@Nullable Alert wanted, long now) {
            if (wanted != null) {
                raisedAt = raised == null ? now : raisedAt;
                news.add(new News(wanted, null, latest.own()));
            } else if (raised != null) {
                news.add(new News(raised, Duration.ofNanos(now - raisedAt), latest.own()));
            }
            raised = wanted;
            direction = 0;
        }
    }
}
