package dal.benchmarks.causal;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * What came of some sessions.
 *
 * @param reads that were answered
 * @param stale of these, older than the session's token allows
 * @param replicaAhead of these, answers of the primary that lack what a replica had shown before
 * @param failedReads that threw
 * @param writes that were acknowledged
 * @param failedWrites that threw, whether their outcome is known or not
 * @param handed sessions that were continued from another process's token
 * @param fromReplicas reads that replicas answered
 * @param fromOthers reads that the primary answered
 */
record Totals(
        long reads,
        long stale,
        long replicaAhead,
        long failedReads,
        long writes,
        long failedWrites,
        long handed,
        long fromReplicas,
        long fromOthers) {

    static final Totals NONE = new Totals(0, 0, 0, 0, 0, 0, 0, 0, 0);

    Totals plus(Totals other) {
        return new Totals(
                reads + other.reads,
                stale + other.stale,
                replicaAhead + other.replicaAhead,
                failedReads + other.failedReads,
                writes + other.writes,
                failedWrites + other.failedWrites,
                handed + other.handed,
                fromReplicas + other.fromReplicas,
                fromOthers + other.fromOthers);
    }

    String line() {
        return LongStream.of(
                        reads, stale, replicaAhead, failedReads, writes, failedWrites, handed, fromReplicas, fromOthers)
                .mapToObj(Long::toString)
                .collect(Collectors.joining(" "));
    }

    static Totals parse(String line) {
        long[] n = Arrays.stream(line.split(" ", -1)).mapToLong(Long::parseLong).toArray();
        return new Totals(n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7], n[8]);
    }
}
