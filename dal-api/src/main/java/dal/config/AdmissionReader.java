package dal.config;

import java.time.Duration;

/** Reads how the tenants of a class share its pools. */
final class AdmissionReader {

    private AdmissionReader() {}

    static AdmissionConfig read(Section section) {
        AdmissionConfig otherwise = AdmissionConfig.DEFAULT;
        int reserve = section.integer("reserve", otherwise.reserve());
        double maxShare = section.decimal("max-share", otherwise.maxShare());
        int maxWaiting = section.integer("max-waiting", otherwise.maxWaiting());
        int maxWaitingPerTenant = section.integer("max-waiting-per-tenant", otherwise.maxWaitingPerTenant());
        Duration delayTarget = section.duration("delay-target", otherwise.delayTarget());
        Duration delayInterval = section.duration("delay-interval", otherwise.delayInterval());
        section.finish();
        return section.checked(
                AdmissionConfig.faults(reserve, maxShare, maxWaiting, maxWaitingPerTenant, delayTarget, delayInterval),
                () -> new AdmissionConfig(
                        reserve, maxShare, maxWaiting, maxWaitingPerTenant, delayTarget, delayInterval),
                otherwise);
    }
}
