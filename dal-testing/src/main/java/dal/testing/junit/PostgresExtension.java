package dal.testing.junit;

import dal.testing.cluster.PostgresCluster;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Behind {@link PostgresTest}. Clusters live in the root store, one per shape, the class's database in the store of the
 * outermost class that has the annotation: JUnit closes both when their time is over.
 */
final class PostgresExtension implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(PostgresExtension.class);

    @Override
    public void beforeAll(ExtensionContext context) {
        of(context);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        of(context).leaks().begin();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        of(context).leaks().verify();
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == PostgresCluster.class || type == TestDatabase.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        TestDatabase database = of(context).database();
        return parameter.getParameter().getType() == TestDatabase.class ? database : database.cluster();
    }

    /** Made when first asked for, which may be for a constructor's parameter and so before any callback. */
    private static ClassDatabase of(ExtensionContext context) {
        ExtensionContext owner = owner(context);
        return owner.getStore(NAMESPACE).computeIfAbsent(ClassDatabase.class, key -> open(owner), ClassDatabase.class);
    }

    private static ClassDatabase open(ExtensionContext owner) {
        Class<?> testClass = owner.getRequiredTestClass();
        PostgresTest test =
                AnnotationSupport.findAnnotation(testClass, PostgresTest.class).orElseThrow();
        ClusterShape shape = ClusterShape.of(test);
        PostgresCluster cluster = test.shared()
                ? owner.getRoot()
                        .getStore(NAMESPACE)
                        .computeIfAbsent(shape, SharedCluster::new, SharedCluster.class)
                        .intact()
                : shape.start();
        return new ClassDatabase(cluster, !test.shared(), testClass, List.of(test.pools()));
    }

    private static ExtensionContext owner(ExtensionContext context) {
        ExtensionContext owner = null;
        for (ExtensionContext at = context; at != null; at = at.getParent().orElse(null)) {
            if (AnnotationSupport.isAnnotated(at.getTestClass(), PostgresTest.class)) {
                owner = at;
            }
        }
        if (owner == null) {
            throw new ExtensionConfigurationException("A class that uses this extension has to be a @PostgresTest");
        }
        return owner;
    }
}
