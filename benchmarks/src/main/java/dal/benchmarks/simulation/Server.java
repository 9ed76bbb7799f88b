package dal.benchmarks.simulation;

import dal.benchmarks.simulation.Branch.Point;
import dal.cluster.NodeName;
import dal.config.NodeConfig;
import dal.consistency.LogPosition;
import dal.routing.position.Sample;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What is true of one node at each moment, whoever knows it. A replica replays what its primary wrote some time ago. Not thread-safe. */
final class Server {

    private static final long UNLIMITED = Long.MAX_VALUE;

    /** How many seconds' worth of log are replayed in one, beside what comes in. */
    private static final long CATCHING_UP = 2;

    private final NodeConfig config;
    private final Agenda agenda;
    private boolean up = true;
    private boolean frozen;
    private boolean paused;
    private boolean primary;
    private int life;
    private Branch branch;
    private int told;
    private long replayed;
    private long received = UNLIMITED;
    private long lag;
    private long behindAtRestart;
    private long restartedAt;
    private long latency;
    private double failing;
    private @Nullable Server upstream;

    Server(NodeConfig config, Agenda agenda, Branch branch) {
        this.config = config;
        this.agenda = agenda;
        this.branch = branch;
        this.told = branch.number();
        this.replayed = branch.end();
    }

    NodeName name() {
        return config.name();
    }

    NodeConfig config() {
        return config;
    }

    // --- whether and how it answers ---

    boolean up() {
        return up;
    }

    boolean frozen() {
        return frozen;
    }

    void freeze(boolean now) {
        replay();
        frozen = now;
    }

    /** Another one each time it crashed: connections do not outlive it. */
    int life() {
        return life;
    }

    /** How long it takes for a read, in nanoseconds. */
    long latency() {
        return latency;
    }

    void latency(long nanos) {
        latency = nanos;
    }

    /** Which share of its work fails though its monitor sees it well. */
    double failing() {
        return failing;
    }

    void failing(double share) {
        failing = share;
    }

    // --- the log ---

    boolean primary() {
        return primary;
    }

    Branch branch() {
        return branch;
    }

    /** What it holds. */
    Point holds() {
        replay();
        return new Point(branch, primary ? branch.end() : replayed);
    }

    /** What {@code pg_last_wal_replay_lsn()} says. */
    long replayed() {
        replay();
        return replayed;
    }

    boolean follows(Server other) {
        return upstream == other;
    }

    void lag(long nanos) {
        replay();
        lag = nanos;
    }

    void pause(boolean now) {
        replay();
        paused = now;
    }

    private void replay() {
        Server from = upstream;
        if (!primary && up && !frozen && !paused && from != null && from.branch == branch) {
            long since = agenda.now() - restartedAt;
            long behind = lag + Math.max(0, behindAtRestart - CATCHING_UP * since);
            replayed = Math.max(replayed, Math.min(received, branch.endAt(agenda.now() - behind)));
        }
    }

    Sample says(long askedAt) {
        Point point = holds();
        int timeline = primary ? branch.number() : told;
        return new Sample(primary, timeline, new LogPosition(timeline, point.end()), askedAt);
    }

    // --- what happens to it ---

    void lead(Branch log) {
        replay();
        branch = log;
        told = log.number();
        primary = true;
        upstream = null;
    }

    /** Replays that server's log from now on. What it has itself must be part of that. */
    void follow(Server leader) {
        replay();
        upstream = leader;
        branch = leader.branch;
        received = UNLIMITED;
    }

    /** Says now on which timeline it is; a replica may learn that late. */
    void learnTimeline() {
        told = branch.number();
    }

    boolean canFollow(Server leader) {
        return leader.holds().holds(branch.point(replayed()));
    }

    /** The stream from its primary broke: what was under way is not received. */
    void cutOff() {
        replay();
        received = Math.max(replayed, Math.min(received, branch.endAt(agenda.now() - lag / 2)));
    }

    void crash() {
        replay();
        up = false;
        frozen = false;
        life++;
    }

    /** Comes back as it was; a replica with what it had replayed so long ago, to replay the rest once more. */
    void restart(long behind) {
        up = true;
        if (!primary) {
            replayed = Math.min(replayed, branch.endAt(agenda.now() - behind));
            behindAtRestart = behind;
            restartedAt = agenda.now();
        }
    }

    /** Comes back as a copy of that server's log of a while ago. */
    void rebuild(Server leader) {
        Objects.requireNonNull(leader);
        up = true;
        primary = false;
        paused = false;
        follow(leader);
        learnTimeline();
        replayed = Math.max(leader.branch.fork(), leader.branch.endAt(agenda.now() - lag));
    }
}
