package dal.benchmarks.peers;

import dal.benchmarks.result.Figures;
import dal.benchmarks.result.Progress;
import dal.benchmarks.result.Table;
import dal.testing.cluster.PostgresCluster;
import dal.testing.fault.WireProxy;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Consumer;

/**
 * How often each contestant waits for a server, counted on the wire, and how many statements the servers execute for it. What pools and monitors do of their own is
 * among both, a fraction of one.
 */
public final class Trips {

    private static final int WARM = 50;
    private static final int CALLS = 1_000;

    private Trips() {}

    /** For each call. */
    private record Cost(double trips, double statements) {}

    /** Starts a primary with a replica, and counts for each contestant by itself. */
    public static Figures measure() throws Exception {
        try (PostgresCluster cluster =
                ServerStatements.counted(PostgresCluster.builder().replicas(1)).start()) {
            Desk.in(cluster);
            ServerStatements statements = ServerStatements.of(cluster);
            Figures figures = new Figures();
            Table table = new Table(
                    "Round trips, and statements but BEGIN, COMMIT and SET, for each call",
                    "contestant",
                    "trips a read",
                    "statements a read",
                    "trips a write",
                    "statements a write");
            for (String name : Contestants.ALL) {
                count(cluster, statements, name, figures, table);
            }
            return figures.table(table);
        }
    }

    private static void count(
            PostgresCluster cluster, ServerStatements statements, String name, Figures figures, Table table)
            throws Exception {
        try (WireProxy primary = WireProxy.to(cluster.primary());
                WireProxy replica = WireProxy.to(cluster.replicas().getFirst());
                Contestants contestants =
                        Contestants.at(Servers.of(cluster).behind(primary.port(), replica.port()), List.of(name))) {
            Contestant contestant = contestants.all().getFirst();
            Cost read = perCall(contestant, Desk::readOne, primary, replica, statements);
            Cost write = perCall(contestant, Desk::writeTwo, primary, replica, statements);
            table.row(
                    name,
                    Table.number(read.trips, 2),
                    Table.number(read.statements, 2),
                    Table.number(write.trips, 2),
                    Table.number(write.statements, 2));
            String key = name.replaceAll("[^A-Za-z]+", "_");
            figures.ratio(key + "_read", read.trips).ratio(key + "_write", write.trips);
        }
    }

    private static Cost perCall(
            Contestant contestant,
            Consumer<Contestant> work,
            WireProxy primary,
            WireProxy replica,
            ServerStatements statements)
            throws SQLException {
        repeat(WARM, contestant, work);
        long before = statements.count();
        primary.reset();
        replica.reset();
        repeat(CALLS, contestant, work);
        long trips = primary.roundTrips() + replica.roundTrips();
        Progress.say(
                "%-22s waits for the primary %d times and for the replica %d times in %d calls",
                contestant.name(), primary.roundTrips(), replica.roundTrips(), CALLS);
        return new Cost((double) trips / CALLS, (double) (statements.count() - before) / CALLS);
    }

    private static void repeat(int times, Contestant contestant, Consumer<Contestant> work) {
        for (int i = 0; i < times; i++) {
            work.accept(contestant);
        }
    }
}
