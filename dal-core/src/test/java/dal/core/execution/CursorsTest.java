package dal.core.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.ExecuteContext;
import org.jooq.ExecuteListener;
import org.jooq.Record1;
import org.jooq.Result;
import org.jooq.SQLDialect;
import org.jooq.Select;
import org.jooq.impl.DSL;
import org.jooq.impl.DefaultConfiguration;
import org.jooq.tools.jdbc.MockConnection;
import org.jooq.tools.jdbc.MockDataProvider;
import org.jooq.tools.jdbc.MockResult;
import org.junit.jupiter.api.Test;

/** Where work was taken is looked up for cursors alone: it costs as much as all else that a read does here. */
class CursorsTest {

    private final List<Boolean> seen = new ArrayList<>();
    private final DSLContext dsl = DSL.using(new DefaultConfiguration()
            .set(SQLDialect.POSTGRES)
            .set(new MockConnection(oneRow()))
            .set((ExecuteListener) new Looking()));

    @Test
    void knowsACursor() {
        one().fetchLazy().close();

        assertThat(seen).containsExactly(true);
    }

    @Test
    void takesNoFetchThatReadsToItsEndForACursor() {
        one().fetch();
        one().fetchOne();
        one().fetchSingle();
        one().fetchAny();
        one().fetchOptional();
        one().fetch(row -> row);
        one().fetchInto(Integer.class);

        assertThat(seen).hasSize(7).containsOnly(false);
    }

    private Select<Record1<Integer>> one() {
        return dsl.select(DSL.inline(1));
    }

    private static MockDataProvider oneRow() {
        return context -> {
            DSLContext rows = DSL.using(SQLDialect.POSTGRES);
            Result<Record1<Integer>> result = rows.newResult(DSL.field("one", Integer.class));
            result.add(rows.newRecord(DSL.field("one", Integer.class)).values(1));
            return new MockResult[] {new MockResult(1, result)};
        };
    }

    private final class Looking implements ExecuteListener {

        @Override
        public void renderEnd(ExecuteContext context) {
            seen.add(Cursors.isOpenedBy(context.query()));
        }
    }
}
