package dal.benchmarks.simulation;

import dal.benchmarks.simulation.Branch.Point;
import dal.consistency.CommitToken;
import dal.consistency.Consistency;
import dal.consistency.LogPosition;
import dal.spi.RouteRequest.Intent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** What is asked for, at random, with the tokens of what was written lately. Not thread-safe. */
final class Wishes {

    private static final int TOKENS = 30;

    /**
     * A piece of work.
     *
     * @param seen what its answer has to hold; null for nothing
     * @param limit and what was committed so long ago; null for nothing
     */
    record Wish(
            Intent intent,
            Consistency consistency,
            @Nullable Point seen,
            @Nullable Duration limit) {}

    private record Token(CommitToken token, Point point) {}

    private final Random random;
    private final List<Token> tokens = new ArrayList<>();

    Wishes(Random random) {
        this.random = random;
    }

    /** What was written just now. */
    void written(Point point) {
        if (tokens.size() == TOKENS) {
            tokens.remove(0);
        }
        LogPosition position = new LogPosition(point.branch().number(), point.end());
        tokens.add(new Token(new CommitToken(Scenario.CLUSTER, position), point));
    }

    Wish draw() {
        int kind = random.nextInt(100);
        if (kind < 10) {
            return new Wish(Intent.WRITE, Consistency.strong(), null, null);
        }
        if (kind < 14) {
            return new Wish(Intent.READ, Consistency.strong(), null, null);
        }
        if (kind < 15) {
            // Forged, or of a cluster restored to an earlier time.
            CommitToken forged = new CommitToken(Scenario.CLUSTER, new LogPosition(1_000, 1));
            return new Wish(Intent.READ, Consistency.atLeast(forged), null, null);
        }
        if (kind < 36 && !tokens.isEmpty()) {
            Token token = tokens.get(recent());
            return new Wish(Intent.READ, Consistency.atLeast(token.token()), token.point(), null);
        }
        if (kind < 55) {
            Duration limit = Scenario.millis(random, 50, 6_000);
            Token token = tokens.isEmpty() || random.nextBoolean() ? null : tokens.get(recent());
            return token == null
                    ? new Wish(Intent.READ, Consistency.boundedStaleness(limit), null, limit)
                    : new Wish(
                            Intent.READ, new Consistency.BoundedStaleness(limit, token.token()), token.point(), limit);
        }
        return new Wish(Intent.READ, Consistency.eventual(), null, null);
    }

    /** Mostly one of the latest. */
    private int recent() {
        int age = random.nextInt(random.nextInt(3) > 0 ? 3 : TOKENS);
        return Math.max(0, tokens.size() - 1 - age);
    }
}
