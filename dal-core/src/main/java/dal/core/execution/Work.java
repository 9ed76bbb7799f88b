package dal.core.execution;

import dal.consistency.Consistency;
import dal.spi.Execution;
import dal.spi.RouteRequest.Intent;
import dal.transaction.Isolation;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jooq.Query;
import org.jspecify.annotations.Nullable;

/**
 * What a connection is borrowed for.
 *
 * @param kind what is observed
 * @param intent whether it only reads
 * @param consistency how fresh it has to be
 * @param provableRead whether it is provably a read, so that an unbound one needs no guard of the server's
 * @param isolation of its transaction; null for the server's default
 * @param timeout the longest a statement may run on the server; null for the class's own
 * @param library whether the library ends its transactions
 * @param sql the statement; null where it is not one
 * @param query jOOQ's model of it; null where there is none
 * @param terms of a transaction of the library's; null where it is none
 */
public record Work(
        Execution.Kind kind,
        Intent intent,
        Consistency consistency,
        boolean provableRead,
        @Nullable Isolation isolation,
        @Nullable Duration timeout,
        boolean library,
        @Nullable String sql,
        @Nullable Query query,
        @Nullable TransactionTerms terms) {

    private static final Map<Execution.Kind, String> WORDS = Arrays.stream(Execution.Kind.values())
            .collect(Collectors.toMap(
                    kind -> kind,
                    kind -> kind.name().toLowerCase(Locale.ROOT),
                    (one, other) -> one,
                    () -> new EnumMap<>(Execution.Kind.class)));

    /** One statement, or one batch of them. */
    public static Work statement(
            Execution.Kind kind,
            Intent intent,
            Consistency consistency,
            boolean provableRead,
            @Nullable Duration timeout,
            @Nullable String sql,
            @Nullable Query query) {
        return new Work(kind, intent, consistency, provableRead, null, timeout, false, sql, query, null);
    }

    /** Whatever the caller does with a connection. */
    public static Work byHand(Intent intent, Consistency consistency, @Nullable Duration timeout) {
        return new Work(Execution.Kind.CONNECTION, intent, consistency, false, null, timeout, false, null, null, null);
    }

    /** A transaction of the library's. */
    public static Work transaction(
            Intent intent, Consistency consistency, @Nullable Isolation isolation, TransactionTerms terms) {
        return new Work(
                Execution.Kind.TRANSACTION,
                intent,
                consistency,
                false,
                isolation,
                terms.limits().statement(),
                true,
                null,
                null,
                terms);
    }

    /** What it is called; null where it has no name. */
    @Nullable
    String name() {
        return terms == null ? null : terms.name();
    }

    /** When it has to be over; null where nothing says so. */
    @Nullable
    Deadline deadline() {
        return terms == null ? null : terms.deadline();
    }

    /** Whether it opens a cursor that outlives the call which begins it. */
    boolean opensCursor() {
        return Cursors.isOpenedBy(query);
    }

    /** What it is, in a word, for the log. */
    String path(boolean cursor) {
        return cursor ? "cursor" : Objects.requireNonNull(WORDS.get(kind), "word");
    }

    /** Where this thread is, for work that may outlive the call that begins it; null for what ends with it, which can be looked at while it runs. */
    @Nullable
    Throwable takenAt(boolean cursor) {
        return kind == Execution.Kind.CONNECTION || cursor ? new Throwable("taken here") : null;
    }
}
