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
    private static final int LONGEST_KEPT = 4096;

    private final StatementClassifier classifier;
    private final Map<String, StatementTraits> models = new ConcurrentHashMap<>();
    private final Map<String, StatementTraits> texts = new ConcurrentHashMap<>();

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

    StatementTraits traits(String sql, Origin origin) {
        Map<String, StatementTraits> known = origin == Origin.MODEL ? models : texts;
        StatementTraits traits = known.get(sql);
        if (traits == null) {
            traits = classifier.classify(sql, origin);
            if (known.size() < CAPACITY && sql.length() <= LONGEST_KEPT) {
                known.put(sql, traits);
            }
        }
        return traits;
    }
}
