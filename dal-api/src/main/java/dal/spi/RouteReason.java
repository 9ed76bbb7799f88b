package dal.spi;

import java.util.Locale;

/** Why a route was chosen, waited for or refused. Names are stable: they are on spans, in metrics and in errors. */
public enum RouteReason {
    /** It writes, or may. */
    WRITE,
    /** A read that has to be as fresh as the primary. */
    STRONG_READ,
    /** Any replica would do. */
    EVENTUAL_READ,
    /** This replica is known to be as fresh as the bound of staleness asks for. */
    REPLICA_WITHIN_STALENESS,
    /** No replica is known to be as fresh as the bound of staleness asks for. */
    REPLICAS_TOO_STALE,
    /** A second replica is asked too, because the first takes longer than most reads did. */
    HEDGE,
    /** No second replica is asked: there is none, or the share of reads asked twice is used up. */
    NO_HEDGE,
    /** This replica has replayed what the token asks for. */
    REPLICA_CAUGHT_UP,
    /** No replica has replayed what the token asks for. */
    REPLICAS_BEHIND,
    /** The token is of an older timeline: positions no longer compare. */
    TOKEN_OF_OLDER_TIMELINE,
    /** The token is of a newer timeline than was observed: the primary believed in may be the old one. */
    TOKEN_OF_NEWER_TIMELINE,
    /** The cluster has no replica. */
    NO_REPLICAS,
    /** The cluster's replicas do not answer, are ejected, drained, or have just failed this very work. */
    REPLICAS_UNAVAILABLE,
    /** No node is observed to be the primary. */
    NO_PRIMARY,
    /** The primary has just failed this very work. */
    PRIMARY_UNAVAILABLE,
    /** Two nodes claim to be the primary on one timeline: neither is written to. */
    TWO_PRIMARIES,
    /** No node was chosen: the error says why. */
    NOT_ROUTED;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** The name on spans and in metrics. */
    public String label() {
        return label;
    }
}
