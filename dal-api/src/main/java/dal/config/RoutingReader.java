package dal.config;

import java.time.Duration;

/** Reads how nodes are observed and chosen. */
final class RoutingReader {

    private RoutingReader() {}

    static MonitorConfig monitor(Section section) {
        MonitorConfig otherwise = MonitorConfig.DEFAULT;
        Duration interval = section.duration("interval", otherwise.interval());
        Duration timeout = section.duration("timeout", otherwise.timeout());
        double jitter = section.decimal("jitter", otherwise.jitter());
        section.finish();
        return section.checked(
                MonitorConfig.faults(interval, timeout, jitter),
                () -> new MonitorConfig(interval, timeout, jitter),
                otherwise);
    }

    static RoutingConfig routing(Section section) {
        RoutingConfig otherwise = RoutingConfig.DEFAULT;
        String named = section.text("zone");
        String zone = named == null ? otherwise.zone() : named;
        LagConfig lag = lag(section.section("lag"));
        EjectionConfig ejection = ejection(section.section("ejection"));
        Duration slowStart = section.duration("slow-start", otherwise.slowStart());
        Duration catchUpWait = section.duration("catch-up-wait", otherwise.catchUpWait());
        Duration primaryWait = section.duration("primary-wait", otherwise.primaryWait());
        int maxWaiting = section.integer("max-waiting", otherwise.maxWaiting());
        HedgingConfig hedging = hedging(section.section("hedging"));
        section.finish();
        return section.checked(
                RoutingConfig.faults(slowStart, catchUpWait, primaryWait, maxWaiting),
                () -> new RoutingConfig(zone, lag, ejection, slowStart, catchUpWait, primaryWait, maxWaiting, hedging),
                otherwise);
    }

    private static LagConfig lag(Section section) {
        LagConfig otherwise = LagConfig.DEFAULT;
        Duration maxTime = section.duration("max-time", otherwise.maxTime());
        long maxBytes = section.bytes("max-bytes", otherwise.maxBytes());
        int minServing = section.integer("min-serving", otherwise.minServing());
        section.finish();
        return section.checked(
                LagConfig.faults(maxTime, maxBytes, minServing),
                () -> new LagConfig(maxTime, maxBytes, minServing),
                otherwise);
    }

    private static EjectionConfig ejection(Section section) {
        EjectionConfig otherwise = EjectionConfig.DEFAULT;
        int failures = section.integer("failures", otherwise.failures());
        Duration first = section.duration("first", otherwise.first());
        Duration longest = section.duration("longest", otherwise.longest());
        double maxShare = section.decimal("max-share", otherwise.maxShare());
        section.finish();
        return section.checked(
                EjectionConfig.faults(failures, first, longest, maxShare),
                () -> new EjectionConfig(failures, first, longest, maxShare),
                otherwise);
    }

    private static HedgingConfig hedging(Section section) {
        HedgingConfig otherwise = HedgingConfig.OFF;
        double maxShare = section.decimal("max-share", otherwise.maxShare());
        double percentile = section.decimal("percentile", otherwise.percentile());
        Duration leastDelay = section.duration("least-delay", otherwise.leastDelay());
        section.finish();
        return section.checked(
                HedgingConfig.faults(maxShare, percentile, leastDelay),
                () -> new HedgingConfig(maxShare, percentile, leastDelay),
                otherwise);
    }
}
