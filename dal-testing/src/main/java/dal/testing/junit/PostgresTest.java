package dal.testing.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * A test class on a real PostgreSQL cluster.
 *
 * <pre>{@code
 * @PostgresTest(replicas = 2)
 * class OrdersIT {
 *     @BeforeAll
 *     static void schema(TestDatabase database) {
 *         database.execute("create table orders (id bigint primary key)");
 *     }
 *
 *     @Test
 *     void isReplicated(TestDatabase database, PostgresCluster cluster) throws SQLException {
 *         try (Connection connection = database.connect(cluster.replicas().getFirst())) { ... }
 *     }
 * }
 * }</pre>
 *
 * <p>All classes of a JVM that ask for the same cluster share one, and each has an empty database of its own in it, which
 * is dropped after the class. Constructors, lifecycle methods and tests may take a
 * {@link dal.testing.cluster.PostgresCluster} and a {@link TestDatabase}. A class that breaks the cluster may leave it
 * broken: one that is no longer as it was started is replaced before the next class gets it. Classes that share a cluster
 * must run one after the other if one of them does that.
 *
 * <p>A test fails if a connection to the class's database that was opened during it, on any node, is still open two
 * seconds after it; a class fails if any is left after its {@code @AfterAll} methods. The failure names the node, the
 * application, its state and its last query. Connections opened before the test, in {@code @BeforeAll} or a constructor,
 * are none of the test's business.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@ExtendWith(PostgresExtension.class)
@Execution(ExecutionMode.SAME_THREAD)
public @interface PostgresTest {
    /** How many replicas stream from the primary. */
    int replicas() default 0;

    /** Server settings, each as {@code name=value}. */
    String[] settings() default {};

    /** See {@link dal.testing.cluster.ClusterBuilder#synchronousStandbyNames}. */
    String synchronousStandbyNames() default "";

    /** Whether commits wait for the disk. */
    boolean durable() default false;

    /** False for a class that wants a cluster for itself alone, started before it and closed after it. */
    boolean shared() default true;

    /**
     * What the application names of connection pools begin with that outlive a single test, as one made in
     * {@code @BeforeAll} does. After a test, their connections may be idle, old and new ones, but not in a transaction;
     * after the class they must be gone like all others.
     */
    String[] pools() default {};
}
