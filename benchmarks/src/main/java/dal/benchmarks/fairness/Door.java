package dal.benchmarks.fairness;

import dal.config.AdmissionConfig;
import dal.core.admission.Admission;
import dal.core.admission.NotAdmittedException;
import dal.core.admission.Permit;
import dal.core.admission.Timing;
import dal.tenant.TenantId;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What is tried: the real admission, or one that breaks a promise. */
interface Door {

    /** Makes one. */
    interface Maker {
        Door make(AdmissionConfig config, int permits, Timing timing);
    }

    /** What gives a permit back; null if there was none in time. */
    @Nullable
    Runnable take(TenantId tenant, int weight, Duration limit);

    void resize(int permits);

    /** The real one. */
    static Door real(AdmissionConfig config, int permits, Timing timing) {
        Admission admission = new Admission(config, permits, timing);
        return new Door() {
            @Override
            public @Nullable Runnable take(TenantId tenant, int weight, Duration limit) {
                try {
                    Permit permit = admission.take(tenant, weight, limit);
                    return permit::giveBack;
                } catch (NotAdmittedException e) {
                    return null;
                } catch (InterruptedException e) {
                    throw new IllegalStateException("Nobody interrupts here", e);
                }
            }

            @Override
            public void resize(int permits) {
                admission.resize(permits);
            }
        };
    }
}
