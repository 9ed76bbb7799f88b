package dal.testing.mock;

import dal.cluster.ClusterName;
import dal.consistency.CommitToken;
import dal.consistency.LogPosition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jooq.tools.jdbc.MockExecuteContext;
import org.jspecify.annotations.Nullable;

/** What happened on a mock database, in order. Thread-safe. */
final class Journal {

    private static final ClusterName CLUSTER = ClusterName.of("mock");

    /** Any step forward will do; this one shows as a round figure. */
    private static final long COMMIT_LENGTH = 0x100;

    private final List<MockStatement> statements = new ArrayList<>();
    private int commits;
    private int rollbacks;
    private long position;

    /** Notes a statement, or each statement of a batch. */
    synchronized void record(MockExecuteContext executed, MockRoute route) {
        @Nullable String[] texts = executed.batchSQL();
        @Nullable Object[][] binds = executed.batchBindings();
        int count = Math.max(texts.length, binds.length);
        for (int i = 0; i < count; i++) {
            String sql = String.valueOf(texts[Math.min(i, texts.length - 1)]);
            List<@Nullable Object> values = i < binds.length && binds[i] != null ? Arrays.asList(binds[i]) : List.of();
            statements.add(new MockStatement(sql, values, route));
        }
    }

    synchronized void committed(boolean wrote) {
        commits++;
        if (wrote) {
            position += COMMIT_LENGTH;
        }
    }

    synchronized void rolledBack() {
        rollbacks++;
    }

    synchronized List<MockStatement> statements() {
        return List.copyOf(statements);
    }

    synchronized int commits() {
        return commits;
    }

    synchronized int rollbacks() {
        return rollbacks;
    }

    synchronized CommitToken token() {
        return position == 0 ? CommitToken.origin(CLUSTER) : new CommitToken(CLUSTER, new LogPosition(1, position));
    }
}
