package dal.routing.classification;

import dal.spi.StatementClassifier;
import dal.spi.StatementTraits;
import dal.spi.StatementTraits.Access;
import java.util.List;
import java.util.Objects;

/**
 * Classifies by PostgreSQL's own lexical rules. Stateless; takes some microseconds per text, so callers keep its answers. It never throws on any text: what it
 * does not understand is {@link Access#UNKNOWN}.
 *
 * <p>What a text of several statements does is what the worst of them does; its kind is the first one's.
 */
public final class PostgresStatementClassifier implements StatementClassifier {

    @Override
    public StatementTraits classify(String sql, Origin origin) {
        Objects.requireNonNull(origin, "origin");
        SqlLexer.Text text = SqlLexer.lex(sql);
        List<Statement> statements = Statement.split(text.tokens());
        if (statements.isEmpty()) {
            return new StatementTraits("EMPTY", Access.UNKNOWN, false, false, 0, text.end());
        }
        boolean controls = false;
        boolean writes = false;
        boolean leaves = false;
        for (Statement statement : statements) {
            controls |= Leading.controlsTransaction(statement);
            writes |= ReadProof.knowsWrite(statement);
            leaves |= SessionState.changedBy(statement);
        }
        Statement first = statements.get(0);
        boolean reads = origin == Origin.MODEL
                && text.complete()
                && statements.size() == 1
                && !writes
                && ReadProof.provesRead(first);
        Access access = writes ? Access.WRITE : reads ? Access.READ : Access.UNKNOWN;
        return new StatementTraits(Leading.kind(first), access, controls, leaves, statements.size(), text.end());
    }
}
