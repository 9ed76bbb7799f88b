package dal.telemetry.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dal.telemetry.internal.statement.Placeholders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GenericPlanTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '`',
            value = {
                "select ? from t where a = ? # select $1 from t where a = $2 # 2",
                "select '?', \"?\" /* ? */ from t # select '?', \"?\" /* ? */ from t # 0",
                "select a ?? ?, b ??| ? # select a ? $1, b ?| $2 # 2",
                "select cast(? as int)[?] # select cast($1 as int)[$2] # 2",
            })
    void numbersPlaceholdersAsTheDriverDoes(String sql, String text, int count) {
        assertThat(Placeholders.numbered(sql)).isEqualTo(new Placeholders(text, count));
    }

    @Test
    void keepsTheServersFiguresAndNoLiteral() {
        assertThat(GenericPlan.withoutLiterals("  ->  Seq Scan on orders  (cost=0.00..35.50 rows=10 width=4)"))
                .isEqualTo("  ->  Seq Scan on orders  (cost=0.00..35.50 rows=10 width=4)");
        assertThat(GenericPlan.withoutLiterals(
                        "        Filter: ((pin = 'secret-1'::text) AND (n = 4711) AND (i = $1))"))
                .isEqualTo("        Filter: ((pin = ?::text) AND (n = ?) AND (i = $1))");
    }
}
