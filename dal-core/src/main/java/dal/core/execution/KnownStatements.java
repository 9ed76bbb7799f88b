package dal.core.execution;

import dal.spi.StatementClassifier;
import dal.spi.StatementClassifier.Origin;
import dal.spi.StatementTraits;
import dal.spi.StatementTraits.Access;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jooq.ExecuteContext;
import org.jooq.ExecuteType;
import org.jooq.Select;

/** What is known of the statements seen, by their text; a bounded number of them. Thread-safe. */
@Singleton
public final class KnownStatements {

    private static final int CAPACITY = 8192;

    private final StatementClassifier classifier;
    private final Map<String, StatementTraits> models = new ConcurrentHashMap<>();
    private final Map<String, StatementTraits> texts = new ConcurrentHashMap<>();
    private final Map<String, Boolean> sessionChanges = new ConcurrentHashMap<>();

    @Inject
    public KnownStatements(StatementClassifier classifier) {
        this.classifier = classifier;
    }

    /** Whether what jOOQ is about to execute is provably a read: a single SELECT built with the DSL, of which the classifier says so. */
    public boolean provablyReads(ExecuteContext context) {
        String sql = context.sql();
        return sql != null
                && context.type() != ExecuteType.BATCH
                && context.query() instanceof Select
                && traits(sql, Origin.MODEL).access() == Access.READ;
    }

    /** Whether a statement may leave its session other than it was, so that the connection is not to be used again. */
    boolean mayChangeSession(String sql) {
        Boolean known = sessionChanges.get(sql);
        if (known == null) {
            known = SessionChange.possibleIn(sql);
            if (sessionChanges.size() < CAPACITY) {
                sessionChanges.put(sql, known);
            }
        }
        return known;
    }

    StatementTraits traits(String sql, Origin origin) {
        Map<String, StatementTraits> known = origin == Origin.MODEL ? models : texts;
        StatementTraits traits = known.get(sql);
        if (traits == null) {
            traits = classifier.classify(sql, origin);
            if (known.size() < CAPACITY) {
                known.put(sql, traits);
            }
        }
        return traits;
    }
}
