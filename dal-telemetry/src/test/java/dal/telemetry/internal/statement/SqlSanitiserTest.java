package dal.telemetry.internal.statement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SqlSanitiserTest {

    private static final int LONG = 100_000;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "select 'a', 'it''s' | select ?, ?",
                "select E'a\\'b', e'\\\\', 1 | select ?, ?, ?",
                "select 'a\\', 1 | select ?, ?",
                "select B'01', X'1F', N'x', U&'d\\0061t' | select ?, ?, ?, ?",
                "select $$a'b$$, $t$ $$ $x$ $t$, $1 | select ?, ?, $1",
                "select 1, 1.5, .5, 1e10, 1.5E-3, 0x1F, 1_000 | select ?, ?, ?, ?, ?, ?, ?",
                "select t1.c2, \"c 3\", a$4 from t1 where x = ? | select t1.c2, \"c 3\", a$4 from t1 where x = ?",
                "select x::varchar(20) limit 5 | select x::varchar(?) limit ?",
                "select -1 - 2 | select -? - ?",
                "select a -- password 'x' | select a",
                "select /* a /* nested 'x' */ 1 */ b | select   b",
                "select 'never closed | select ?",
                "select $tag$never closed | select ?",
                "select \"never closed 1 | select ?",
                "select /* never closed 1 | select",
                "select a ?& b, c @> d | select a ?& b, c @> d",
            })
    void takesEveryKindOfLiteralOut(String sql, String expected) {
        assertThat(SqlSanitiser.sanitise(sql, LONG)).isEqualTo(expected);
    }

    @Test
    void takesAStringForOneThatGoesOnAfterALineBreakWithItsOwnKindOfEscapes() {
        assertThat(SqlSanitiser.sanitise("select E'a' -- b\n 'c\\' secret' from t", LONG))
                .isEqualTo("select ? from t");
        assertThat(SqlSanitiser.sanitise("select 'a' 'b'", LONG)).isEqualTo("select ? ?");
    }

    @Test
    void cutsALongTextAndSaysSo() {
        assertThat(SqlSanitiser.sanitise("select " + "a, ".repeat(100) + "b", 20))
                .isEqualTo("select a, a, a, a, a...");
    }

    @Test
    void keepsNoLiteralOfAnyGeneratedStatementAndAllOfItsOtherText() {
        Random random = new Random(20_260_101);
        for (int round = 0; round < 20_000; round++) {
            StringBuilder sql = new StringBuilder();
            StringBuilder expected = new StringBuilder();
            for (int part = 0; part < 1 + random.nextInt(12); part++) {
                boolean literal = random.nextBoolean();
                String text = literal ? literal(random) : PLAIN.get(random.nextInt(PLAIN.size()));
                sql.append(text).append(" ");
                expected.append(literal ? "?" : text).append(" ");
            }
            String sanitised = SqlSanitiser.sanitise(sql.toString(), LONG);
            assertThat(sanitised)
                    .as(sql.toString())
                    .isEqualTo(expected.toString().strip());
            assertThat(sanitised).doesNotContain("sEcReT", "4711");
        }
    }

    @Test
    void endsOnWhateverTextItIsGiven() {
        Random random = new Random(7);
        String alphabet = "'\"$-/*\\eEuU&x1._ \n(),;?:aé";
        for (int round = 0; round < 20_000; round++) {
            String sql = random.ints(random.nextInt(30), 0, alphabet.length())
                    .collect(StringBuilder::new, (text, at) -> text.append(alphabet.charAt(at)), StringBuilder::append)
                    .toString();
            assertThat(SqlSanitiser.sanitise(sql, LONG).replaceAll("\"[^\"]*\"", ""))
                    .as(sql)
                    .doesNotContain("'");
            assertThat(Summariser.read(sql).summary()).as(sql).isNotEmpty();
        }
    }

    private static final List<String> PLAIN = List.of(
            "select", "t1", "\"a 'b' 1\"", "?", "$1", "(", ")", ",", "=", "orders.id", "e", "u", "x", "::", "<>", "é2");

    private static String literal(Random random) {
        String secret = "sEcReT" + "'\"$\\-/*1\n é".charAt(random.nextInt(11)) + "4711";
        return switch (random.nextInt(7)) {
            case 0 -> "'" + secret.replace("'", "''") + "'";
            case 1 -> "E'" + secret.replace("\\", "\\\\").replace("'", random.nextBoolean() ? "\\'" : "''") + "'";
            case 2 -> "$$" + secret.replace("$", "") + "$$";
            case 3 -> "$q1$" + secret + "$$'$q1$";
            case 4 -> "U&'" + secret.replace("'", "''") + "'";
            case 5 -> "4711" + (random.nextBoolean() ? ".4711" : "") + (random.nextBoolean() ? "e-4711" : "");
            default -> (random.nextBoolean() ? "." : "0x") + "4711";
        };
    }
}
