package dal.testing.junit;

import dal.testing.cluster.PostgresCluster;
import dal.testing.leak.LeakCheck;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/** What one test class has been given, and what is to be done when it is over. */
final class ClassDatabase implements AutoCloseable {
    private static final int LONGEST_PREFIX = 40;
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final TestDatabase database;
    private final LeakCheck leaks;
    private final boolean ownsCluster;

    ClassDatabase(PostgresCluster cluster, boolean ownsCluster, Class<?> testClass, List<String> pools) {
        this.ownsCluster = ownsCluster;
        this.database = new TestDatabase(cluster, name(testClass));
        database.create();
        this.leaks = new LeakCheck(cluster, database.name(), pools);
    }

    TestDatabase database() {
        return database;
    }

    LeakCheck leaks() {
        return leaks;
    }

    /** Called after the class's own {@code @AfterAll} methods. */
    @Override
    public void close() {
        try (PostgresCluster owned = ownsCluster ? database.cluster() : null) {
            try {
                leaks.verifyNoneIsLeft();
            } finally {
                // A broken cluster is thrown away with all its databases, and could not be trusted to drop this one.
                if (owned == null && database.cluster().isIntact()) {
                    database.drop();
                }
            }
        }
    }

    private static String name(Class<?> testClass) {
        String name = testClass
                .getSimpleName()
                .replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_")
                .replaceAll("[^A-Za-z0-9_]", "")
                .toLowerCase(Locale.ROOT);
        return name.substring(0, Math.min(name.length(), LONGEST_PREFIX)) + "_" + NUMBER.incrementAndGet();
    }
}
