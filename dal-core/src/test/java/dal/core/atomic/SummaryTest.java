package dal.core.atomic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import org.jooq.Field;
import org.jooq.Query;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;

class SummaryTest {

    private static final Field<String> TEXT = field(name("text"), String.class);

    private static String of(Query statement) {
        return Summary.of(statement, DSL.using(SQLDialect.POSTGRES).render(statement));
    }

    @Test
    void namesTheCommandAndTheTable() {
        assertThat(of(DSL.update(table(name("shop", "note"))).set(TEXT, "hush")))
                .isEqualTo("UPDATE note");
        assertThat(of(DSL.insertInto(table(name("note")), TEXT).values("hush"))).isEqualTo("INSERT note");
        assertThat(of(DSL.insertInto(table(name("note")), TEXT).values("hush").returning()))
                .isEqualTo("INSERT note");
        assertThat(of(DSL.deleteFrom(table(name("note"))).where(TEXT.eq("hush"))))
                .isEqualTo("DELETE note");
    }

    @Test
    void saysNothingMoreOfPlainSql() {
        assertThat(of(DSL.query("select 'hush'"))).isEqualTo("SELECT");
        assertThat(of(DSL.query("/* hush */ select 1"))).isEqualTo("statement");
    }
}
