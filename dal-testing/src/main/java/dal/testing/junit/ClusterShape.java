package dal.testing.junit;

import dal.testing.cluster.ClusterBuilder;
import dal.testing.cluster.PostgresCluster;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/** What makes two clusters interchangeable for a test class. */
record ClusterShape(int replicas, Set<String> settings, String synchronousStandbyNames, boolean durable) {

    static ClusterShape of(PostgresTest test) {
        return new ClusterShape(
                test.replicas(), Set.copyOf(List.of(test.settings())), test.synchronousStandbyNames(), test.durable());
    }

    PostgresCluster start() {
        ClusterBuilder builder =
                PostgresCluster.builder().replicas(replicas).synchronousStandbyNames(synchronousStandbyNames);
        if (durable) {
            builder.durable();
        }
        for (String setting : settings) {
            int equals = setting.indexOf('=');
            if (equals < 1) {
                throw new ExtensionConfigurationException(
                        "@PostgresTest(settings) takes name=value, not '" + setting + "'");
            }
            builder.setting(
                    setting.substring(0, equals).strip(),
                    setting.substring(equals + 1).strip());
        }
        return builder.start();
    }
}
