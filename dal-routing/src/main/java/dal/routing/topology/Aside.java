package dal.routing.topology;

import dal.status.NodeAvailability;

/** Why a node that answers is not taken for one of its cluster's servers. */
public enum Aside {
    /** Nobody knows yet which cluster this is: a node listed before it has still to be asked. */
    UNCONFIRMED(NodeAvailability.UNREACHABLE),
    /** It is a server of another cluster. */
    FOREIGN(NodeAvailability.FOREIGN),
    /** It is the same server as another node, which is listed before it. */
    DUPLICATE(NodeAvailability.DUPLICATE);

    private final NodeAvailability availability;

    Aside(NodeAvailability availability) {
        this.availability = availability;
    }

    /** The same in a status. */
    public NodeAvailability availability() {
        return availability;
    }
}
