package dal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dal.AtomicResult.Effect;
import java.util.List;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.Record1;
import org.jooq.Result;
import org.jooq.SQLDialect;
import org.jooq.Select;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;

class AtomicResultTest {

    private static final Field<Integer> ID = DSL.field(DSL.name("id"), Integer.class);

    private final Query write = DSL.query("update a set b = 1");
    private final Query same = DSL.query("update a set b = 1");
    private final Select<Record1<Integer>> read = DSL.select(ID);
    private final Result<Record1<Integer>> rows = DSL.using(SQLDialect.POSTGRES).newResult(ID);

    @Test
    void tellsStatementsApartThatReadTheSame() {
        AtomicResult result = new AtomicResult(List.of(write, same), List.of(new Effect(1, null), new Effect(2, null)));
        assertThat(result.count(write)).isEqualTo(1);
        assertThat(result.count(same)).isEqualTo(2);
    }

    @Test
    void givesTheRowsOfAStatement() {
        AtomicResult result = new AtomicResult(List.of(write, read), List.of(new Effect(1, null), new Effect(0, rows)));
        assertThat(result.rows(read)).isSameAs(rows);
    }

    @Test
    void refusesWhatItDoesNotHave() {
        AtomicResult result = new AtomicResult(
                List.of(write, write, read), List.of(new Effect(1, null), new Effect(1, null), new Effect(0, null)));
        assertThatThrownBy(() -> result.count(same)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> result.count(write)).hasMessageContaining("more than once");
        assertThatThrownBy(() -> result.rows(read)).hasMessageContaining("no rows");
        assertThatThrownBy(() -> new AtomicResult(List.of(write), List.of())).hasMessageContaining("1 statements");
    }
}
