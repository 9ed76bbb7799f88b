package dal.core.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dal.cluster.ClusterName;
import dal.error.ErrorContext;
import dal.tenant.TenantClassName;
import dal.tenant.TenantId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WaitingPlacesTest {

    private static final int MOST = 12;
    private static final ClusterName HERE = ClusterName.of("here");
    private static final ClusterName THERE = ClusterName.of("there");
    private static final ErrorContext ACME = tenant("acme");
    private static final ErrorContext GLOBEX = tenant("globex");
    private static final ErrorContext DOOR = new ErrorContext(null, TenantClassName.of("reports"), null, null);

    private final WaitingPlaces places = new WaitingPlaces(MOST);

    private static ErrorContext tenant(String name) {
        return ErrorContext.of(TenantId.of(name), TenantClassName.of("standard"));
    }

    /** As many as it gets. */
    private List<Runnable> flood(ClusterName cluster, ErrorContext whose) {
        List<Runnable> taken = new ArrayList<>();
        for (Runnable place = places.take(cluster, whose); place != null; place = places.take(cluster, whose)) {
            taken.add(place);
        }
        return taken;
    }

    @Test
    void whoFloodsAClusterLeavesRoomForEveryOther() {
        assertThat(flood(HERE, ACME)).hasSize(MOST / 2);
        assertThat(flood(HERE, GLOBEX)).hasSize(MOST / 4);
        assertThat(flood(HERE, DOOR)).isNotEmpty();
        assertThat(places.take(HERE, tenant("initech"))).isNotNull();
    }

    @Test
    void aFloodOfOneClusterLeavesTheOthersAsTheyAre() {
        flood(HERE, ACME);
        assertThat(flood(THERE, ACME)).hasSize(MOST / 2);
    }

    @Test
    void whatIsGivenBackIsAnyonesAgain() {
        List<Runnable> taken = flood(HERE, ACME);
        taken.forEach(Runnable::run);
        assertThat(flood(HERE, GLOBEX)).hasSize(MOST / 2);
        assertThat(flood(HERE, ACME)).hasSize(MOST / 4);
    }

    @Test
    void neverMoreAreTakenThanThereAre() {
        int taken = 0;
        for (int i = 0; i < MOST + 1; i++) {
            taken += flood(HERE, tenant("tenant-" + i)).size();
        }
        assertThat(taken).isEqualTo(MOST);
    }
}
