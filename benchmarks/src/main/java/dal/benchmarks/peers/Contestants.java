package dal.benchmarks.peers;

import dal.benchmarks.slices.Slices;
import dal.benchmarks.slices.Subject;
import dal.config.DataAccessConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import javax.sql.DataSource;

/** The contestants of a run, open on the same servers. */
public final class Contestants implements AutoCloseable {

    public static final String FLOOR = "bare pgjdbc";
    public static final String HAND_WRITTEN = "jOOQ + HikariCP";
    public static final String SPRING = "Spring";

    /** The same with opentelemetry-jdbc around its pools, which exports each span to nowhere, as {@link #SAMPLED} does. */
    public static final String SPRING_TRACED = "Spring, opentelemetry-jdbc";

    public static final String SHARDING_SPHERE = "ShardingSphere";
    public static final String AWS = "AWS wrapper";
    public static final String LIBRARY = "library";
    public static final String UNSAMPLED = "library, unsampled";
    public static final String SAMPLED = "library, sampled";
    public static final String BOUND = "library, tenant bound";

    /** The library where its writes are applied together, in one trip. */
    public static final String ATOMIC = "library, atomic";

    /** The same where the tenant is bound too. */
    public static final String BOUND_ATOMIC = "library, tenant bound, atomic";

    /** Those that somebody might take instead of the library for what it does. */
    public static final List<String> PEERS = List.of(SPRING, SHARDING_SPHERE, AWS);

    /** Everybody. */
    public static final List<String> ALL = List.of(
            FLOOR,
            HAND_WRITTEN,
            SPRING,
            SPRING_TRACED,
            SHARDING_SPHERE,
            AWS,
            LIBRARY,
            UNSAMPLED,
            SAMPLED,
            BOUND,
            ATOMIC);

    /** How to open one. */
    @FunctionalInterface
    private interface Opening {
        Contestant at(Servers servers) throws Exception;
    }

    private final List<Contestant> open = new ArrayList<>();

    private Contestants() {}

    /**
     * Opens some.
     *
     * @param names of those that take part
     */
    public static Contestants at(Servers servers, List<String> names) throws Exception {
        Contestants contestants = new Contestants();
        try {
            for (String name : names) {
                contestants.open.add(opening(name).at(servers));
            }
            return contestants;
        } catch (Exception e) {
            contestants.close();
            throw e;
        }
    }

    /** Something to be measured of contestants. */
    @FunctionalInterface
    public interface Measuring {
        Slices of(Contestants contestants);
    }

    /**
     * Opens contestants and measures them, several times, each time with connections of their own.
     *
     * @param sets how many times
     */
    public static Slices measure(Servers servers, List<String> names, int sets, Measuring measuring) throws Exception {
        Slices whole = null;
        for (int set = 0; set < sets; set++) {
            try (Contestants contestants = at(servers, names)) {
                Slices slices = measuring.of(contestants);
                whole = whole == null ? slices : whole.and(slices);
            }
        }
        return Objects.requireNonNull(whole, "sets");
    }

    private static Opening opening(String name) {
        return switch (name) {
            case FLOOR -> BareDriver::new;
            case HAND_WRITTEN -> HandWritten::new;
            case SPRING -> Spring::plain;
            case SPRING_TRACED -> Spring::traced;
            case SHARDING_SPHERE -> ShardingSphere::at;
            case AWS -> AwsWrapper::new;
            case LIBRARY -> servers -> Library.unbound(LIBRARY, servers, Watched.NOT, false);
            case UNSAMPLED -> servers -> Library.unbound(UNSAMPLED, servers, Watched.UNSAMPLED, false);
            case SAMPLED -> servers -> Library.unbound(SAMPLED, servers, Watched.SAMPLED, false);
            case BOUND -> servers -> Library.bound(BOUND, servers, false);
            case ATOMIC -> servers -> Library.unbound(ATOMIC, servers, Watched.NOT, true);
            case BOUND_ATOMIC -> servers -> Library.bound(BOUND_ATOMIC, servers, true);
            default -> throw new IllegalArgumentException("No contestant is called " + name);
        };
    }

    /**
     * jOOQ on data sources of somebody's choice.
     *
     * @param primary where it writes; closed with the contestant where it can be, as is the other
     * @param replica where it reads
     */
    public static Contestant byHand(String name, DataSource primary, DataSource replica) {
        return new HandWritten(name, primary, replica);
    }

    /** The library as somebody configured it, its writes applied together. */
    public static Contestant library(String name, DataAccessConfig config) {
        return Library.configured(name, config, true);
    }

    /** All of them, in the order they were named. */
    public List<Contestant> all() {
        return List.copyOf(open);
    }

    /** Each of them doing the same. */
    public List<Subject> doing(Consumer<Contestant> work) {
        return open.stream()
                .map(contestant -> new Subject(contestant.name(), () -> work.accept(contestant)))
                .toList();
    }

    @Override
    public void close() {
        open.reversed().forEach(Contestant::close);
    }
}
