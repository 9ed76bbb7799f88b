package dal.core.atomic;

import dal.core.connection.Prepared;
import dal.core.connection.StandIn;
import dal.core.execution.Dsl;
import java.util.ArrayList;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Query;

/**
 * Statements as they would be sent, each by itself.
 *
 * @param given as they were given
 * @param sent those that jOOQ would send anything for, as it would
 * @param positions where each of {@code sent} stands among those given
 * @param namesNoSchema whether they were rendered without schemas
 */
record Rendered(List<Query> given, List<Prepared> sent, List<Integer> positions, boolean namesNoSchema) {

    static Rendered of(Dsl dsl, DSLContext own, List<Query> statements, boolean namesNoSchema) {
        DSLContext rendering = dsl.preparing(own, namesNoSchema);
        List<Prepared> sent = new ArrayList<>(statements.size());
        List<Integer> positions = new ArrayList<>(statements.size());
        for (int i = 0; i < statements.size(); i++) {
            Prepared prepared = StandIn.prepared(rendering, statements.get(i));
            if (prepared != null) {
                sent.add(prepared);
                positions.add(i);
            }
        }
        return new Rendered(statements, sent, positions, namesNoSchema);
    }

    /** What those who watch are told. */
    String text() {
        String[] texts = new String[sent.size()];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = sent.get(i).sql();
        }
        return String.join("; ", texts);
    }

    /** Whether they can be sent only once. */
    boolean readOnce() {
        return sent.stream().anyMatch(Prepared::readOnce);
    }
}
