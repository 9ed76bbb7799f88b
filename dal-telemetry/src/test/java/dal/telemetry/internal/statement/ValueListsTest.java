package dal.telemetry.internal.statement;

import static org.assertj.core.api.Assertions.assertThat;

import dal.spi.Execution.Kind;
import dal.telemetry.Executions;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ValueListsTest {

    private final StatementDescriptions descriptions = new StatementDescriptions(10);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a in (?, ?, ?) and b | a in (...) and b",
                "a in (?) and b in (?, ?) | a in (...) and b in (...)",
                "a not in (cast(? as uuid), cast(? as uuid)) | a not in (...)",
                "(a, b) in ((?, ?), (?, ?)) | (a, b) in (...)",
                "a in (select x from t where y = ?) | a in (select x from t where y = ?)",
                "a in (b, c) | a in (b, c)",
                "a in (?, b) | a in (?, b)",
                "insert into t values (?, ?), (?, ?), (?, ?) returning i | insert into t values (?, ?), ... returning i",
                "insert into t values (?, ?) | insert into t values (?, ?)",
                "insert into t values (?, default), (?, ?) | insert into t values (?, default), (?, ?)",
                "x.\"in (?, ?)\" = ? | x.\"in (?, ?)\" = ?",
                "bin (?, ?) | bin (?, ?)",
                "a in (?, ? | a in (?, ?",
            })
    void collapsesListsOfValuesAndNothingElse(String text, String shape) {
        assertThat(ValueLists.collapse(text)).isEqualTo(shape);
    }

    @Test
    void givesStatementsThatDifferInTheirListsOneFingerprint() {
        assertThat(fingerprint("select * from t where i in (?, ?)"))
                .isEqualTo(fingerprint("select * from t where i in (?, ?, ?, ?)"))
                .isEqualTo(fingerprint("select * from t where i in (1, 2)"))
                .matches("[0-9a-f]{16}")
                .isNotEqualTo(fingerprint("select * from u where i in (?, ?)"));
    }

    @Test
    void copesWithLongLists() {
        String list = String.join(", ", Collections.nCopies(30_000, "?"));

        assertThat(ValueLists.collapse("a in (" + list + ")")).isEqualTo("a in (...)");
    }

    @Test
    void namesABatchOfDifferentCommandsABatchAlone() {
        StatementDescription mixed =
                descriptions.describe(Executions.of(Kind.BATCH, "insert into a values (?); update b set c = ?"));

        assertThat(mixed.operation()).isEqualTo("BATCH");
        assertThat(mixed.summary()).isEqualTo("BATCH INSERT a UPDATE b");
        assertThat(descriptions
                        .describe(Executions.of(Kind.BATCH, "insert into a values (?); insert into b values (?)"))
                        .operation())
                .isEqualTo("BATCH INSERT");
    }

    @Test
    void knowsTheSchemaThatAllTablesAreNamedWith() {
        assertThat(schema("select * from \"shop\".\"orders\" join shop.items on true"))
                .isEqualTo("shop");
        assertThat(schema("select * from shop.orders join other.items on true")).isNull();
        assertThat(schema("select * from shop.orders join items on true")).isNull();
        assertThat(schema("select * from orders")).isNull();
    }

    private String fingerprint(String sql) {
        return descriptions.describe(Executions.statement(sql)).fingerprint();
    }

    private @org.jspecify.annotations.Nullable String schema(String sql) {
        return descriptions.describe(Executions.statement(sql)).schema();
    }
}
