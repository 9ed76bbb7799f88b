package dal.core.atomic;

import dal.AtomicResult;
import dal.AtomicResult.Effect;
import dal.core.connection.AtomicText;
import dal.core.connection.StandIn;
import dal.core.execution.Dsl;
import dal.core.execution.RoutedUse;
import dal.core.execution.StatementUse;
import dal.core.failure.SqlFailures;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jooq.DSLContext;
import org.jooq.Query;
import org.jooq.Result;
import org.jooq.ResultQuery;
import org.jooq.exception.DataAccessException;
import org.jspecify.annotations.Nullable;

/**
 * Sends statements over the connection they were given. Once, but for two cases in which nothing of them took effect: a plan the server had kept is gone, and a node
 * that turns out not to be the primary any more.
 */
final class Sending {

    private static final Effect NOTHING = new Effect(0, null);

    private final StatementUse use;
    private final Rendered rendered;
    private final Dsl dsl;
    private final DSLContext own;
    private boolean healed;

    Sending(StatementUse use, Rendered rendered, Dsl dsl, DSLContext own) {
        this.use = use;
        this.rendered = rendered;
        this.dsl = dsl;
        this.own = own;
    }

    AtomicResult run() {
        use.requireRendered(dsl.settingsOver(rendered.namesNoSchema()));
        use.concerns("a text of " + size(), 0);
        while (true) {
            SQLException failure;
            try {
                AtomicResult result = send();
                if (result != null) {
                    use.executed();
                    return result;
                }
                continue;
            } catch (SQLException e) {
                failure = e;
            }
            if (!moves(failure)) {
                throw use.translate(failure);
            }
        }
    }

    /** What they did; null if they are to be sent again. */
    private @Nullable AtomicResult send() throws SQLException {
        try (AtomicText text = new AtomicText(use.connection(), rendered.sent())) {
            try {
                text.send();
            } catch (SQLException e) {
                if (!healed && !rendered.readOnce() && text.lostItsPlan(e)) {
                    healed = true;
                    text.forgetPlans();
                    return null;
                }
                name(text, e);
                throw e;
            }
            return new AtomicResult(rendered.given(), effects(text));
        }
    }

    private boolean moves(SQLException failure) {
        return use instanceof RoutedUse routed && !rendered.readOnce() && routed.after(failure) != null;
    }

    // --- what failed ---

    private void name(AtomicText text, SQLException failure) {
        int failed = text.failed();
        if (failed > 0 && !SqlFailures.losesConnection(failure.getSQLState())) {
            int position = rendered.positions().get(failed - 1);
            use.concerns(
                    "statement " + (position + 1) + " of " + rendered.given().size() + " ("
                            + Summary.of(
                                    rendered.given().get(position),
                                    rendered.sent().get(failed - 1).sql())
                            + ")",
                    position + 1);
        } else if (text.failedToCommit()) {
            use.concerns("the commit of " + size(), 0);
        }
    }

    private String size() {
        int count = rendered.given().size();
        return count == 1 ? "one statement" : count + " statements";
    }

    // --- what they did ---

    private List<Effect> effects(AtomicText text) throws SQLException {
        Effect[] effects = new Effect[rendered.given().size()];
        Arrays.fill(effects, NOTHING);
        for (int i = 0; i < rendered.sent().size(); i++) {
            int position = rendered.positions().get(i);
            effects[position] = effect(text, i, rendered.given().get(position));
        }
        return Arrays.asList(effects);
    }

    private Effect effect(AtomicText text, int index, Query statement) throws SQLException {
        try (ResultSet rows = text.rows(index)) {
            return new Effect(text.count(index), rows == null ? null : read(rows, statement));
        }
    }

    /** Reads rows as the statement itself would; its error may quote them, and is told as any other. */
    private Result<?> read(ResultSet rows, Query statement) {
        DSLContext reading = dsl.over(StandIn.answering(rows), rendered.namesNoSchema());
        Result<?> result;
        try {
            result = statement instanceof ResultQuery<?> query ? reading.fetch(query) : reading.fetch(rows);
        } catch (DataAccessException e) {
            SQLException cause = e.getCause(SQLException.class);
            if (cause == null) {
                throw e;
            }
            throw use.translate(cause);
        }
        result.attach(Objects.requireNonNull(own.configuration(), "configuration"));
        return result;
    }
}
