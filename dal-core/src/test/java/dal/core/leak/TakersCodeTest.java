package dal.core.leak;

import static org.assertj.core.api.Assertions.assertThat;

import dal.cluster.ClusterName;
import dal.cluster.NodeName;
import dal.cluster.PoolPurpose;
import dal.status.HeldConnection;
import dal.status.PoolName;
import dal.tenant.TenantClassName;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TakersCodeTest {

    @Test
    void isTheInnermostLineOutsideOfTheLibraryAndWhatItStandsOn() {
        assertThat(TakersCode.of(held(
                        "dal.core.execution.Work",
                        "java.util.Optional",
                        "org.jooq.impl.AbstractResultQuery",
                        "dal.TenantDatabase",
                        "dalton.Orders",
                        "com.shop.Requests")))
                .hasValueSatisfying(frame -> assertThat(frame.getClassName()).isEqualTo("dalton.Orders"));
    }

    @Test
    void isNowhereWhereAllIsTheLibrarys() {
        assertThat(TakersCode.of(held("dal.core.execution.Work", "jdk.internal.Thread")))
                .isEmpty();
    }

    private static HeldConnection held(String... classes) {
        List<StackTraceElement> stack = Stream.of(classes)
                .map(name -> new StackTraceElement(name, "take", "Some.java", 1))
                .toList();
        PoolName pool = new PoolName(
                TenantClassName.of("standard"), ClusterName.of("main"), NodeName.of("primary"), PoolPurpose.PRIMARY);
        return new HeldConnection(pool, null, "cursor", Duration.ofMinutes(1), "main", stack, true);
    }
}
