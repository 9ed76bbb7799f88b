package dal.core.atomic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import dal.core.execution.Dsl;
import dal.error.InvalidUseException;
import java.util.List;
import org.jooq.Context;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.SQLDialect;
import org.jooq.conf.Settings;
import org.jooq.impl.CustomField;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.Test;

class RenderedTest {

    private static final String KEPT = "kept";

    private final Dsl dsl = new Dsl(new Settings());
    private final DSLContext acme = DSL.using(SQLDialect.POSTGRES);
    private final DSLContext globex = DSL.using(SQLDialect.POSTGRES);

    @Test
    void whatAPartOfAQueryKeepsIsOfOneTenant() {
        Query keeping = acme.update(table(name("note"))).set(field(name("text"), String.class), new Keeping("acme's"));

        Rendered.of(dsl, acme, List.of(keeping), false);

        assertThat(dsl.preparing(acme, false).configuration().data()).containsEntry(KEPT, "acme's");
        assertThat(dsl.preparing(globex, false).configuration().data()).doesNotContainKey(KEPT);
    }

    @Test
    void rendersForOneTenantOverOneConfiguration() {
        assertThat(dsl.preparing(acme, false)).isSameAs(dsl.preparing(acme, false));
        assertThat(dsl.preparing(acme, true)).isNotSameAs(dsl.preparing(acme, false));
    }

    @Test
    void refusesWhatCannotBePreparedAndSaysWhatToDo() {
        Query ddl = acme.createTable("note").column("id", SQLDataType.INTEGER);

        assertThatThrownBy(() -> Rendered.of(dsl, acme, List.of(ddl), false))
                .isInstanceOf(InvalidUseException.class)
                .hasMessageContaining("DDL")
                .hasMessageContaining("inTransaction");
    }

    /** Keeps something in the configuration that it is rendered by. */
    private static final class Keeping extends CustomField<String> {

        private static final long serialVersionUID = 1L;

        private final String kept;

        Keeping(String kept) {
            super("keeping", SQLDataType.VARCHAR);
            this.kept = kept;
        }

        @Override
        public void accept(Context<?> context) {
            context.configuration().data(KEPT, kept);
            Field<String> value = DSL.val(kept);
            context.visit(value);
        }
    }
}
