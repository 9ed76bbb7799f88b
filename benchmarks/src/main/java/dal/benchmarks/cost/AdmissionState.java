package dal.benchmarks.cost;

import dal.config.AdmissionConfig;
import dal.core.admission.Admission;
import dal.core.admission.NotAdmittedException;
import dal.core.admission.Permit;
import dal.core.admission.Timing;
import dal.tenant.TenantId;
import java.time.Duration;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** An admission that nobody else asks, and eight tenants by turns, as a service meets them. Public since JMH makes its own classes of it. */
@State(Scope.Thread)
public class AdmissionState {

    private static final int TENANTS = 8;
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final Admission admission = new Admission(AdmissionConfig.DEFAULT, 10, Timing.SYSTEM);
    private final TenantId[] tenants = new TenantId[TENANTS];
    private int next;

    public AdmissionState() {
        for (int i = 0; i < TENANTS; i++) {
            tenants[i] = TenantId.of("tenant-" + i);
        }
    }

    /** Takes a permit that is free, and gives it back. */
    @Benchmark
    public Permit takeAndGiveBack() throws NotAdmittedException, InterruptedException {
        next = (next + 1) % TENANTS;
        Permit permit = admission.take(tenants[next], 1, LIMIT);
        permit.giveBack();
        return permit;
    }
}
