package dal.spi.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dal.spi.sql.SqlScanner.Letters;
import dal.spi.sql.SqlScanner.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SqlScannerTest {

    /** What opens, closes and separates, and what stands between. */
    private static final List<String> PIECES = List.of(
            "'", "''", "\"", "E'", "u&'", "U&\"", "n'", "$1", "$$", "$a$", "$", "?", "-", "--", "/*", "*/", "\n", " ",
            "a", "1", "1e5", ".", ";", "\\", "é", "\0");

    private record Part(Token token, String text) {}

    private static List<Part> parts(String sql, Letters behindDigits) {
        SqlScanner scanner = new SqlScanner(sql, behindDigits);
        List<Part> parts = new ArrayList<>();
        for (Token token = scanner.next(); token != Token.END; token = scanner.next()) {
            parts.add(new Part(token, scanner.text()));
        }
        return parts;
    }

    private static String tokens(String sql, Letters behindDigits) {
        return parts(sql, behindDigits).stream()
                .map(Part::token)
                .filter(token -> token != Token.BLANK)
                .map(Token::name)
                .collect(Collectors.joining(" "));
    }

    @ParameterizedTest
    @EnumSource
    void eachCharacterBelongsToOneToken(Letters behindDigits) {
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            String sql = IntStream.range(0, 1 + random.nextInt(8))
                    .mapToObj(piece -> PIECES.get(random.nextInt(PIECES.size())))
                    .collect(Collectors.joining());
            assertThat(parts(sql, behindDigits)).noneMatch(part -> part.text().isEmpty());
            assertThat(parts(sql, behindDigits).stream().map(Part::text).collect(Collectors.joining()))
                    .isEqualTo(sql);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "select a1$ from b        | WORD WORD WORD WORD",
                "'it''s' x                | STRING WORD",
                "'a\\' x                  | STRING WORD",
                "e'a\\'b' x               | STRING WORD",
                "n'a' B'1' x'f' u&'a'     | STRING STRING STRING STRING",
                "\"a\"\"b\" U&\"c\"       | QUOTED_IDENTIFIER QUOTED_IDENTIFIER",
                "$$a'b$$ $t$a$$b$t$       | STRING STRING",
                "$1 $a                    | PARAMETER SYMBOL WORD",
                "a -- b 'c'               | WORD COMMENT",
                "/* a /* b */ 'c' */ d    | COMMENT WORD",
                "a->>'b'                  | WORD SYMBOL SYMBOL SYMBOL STRING",
                "1.5 .5 1e+5 1_000        | NUMBER NUMBER NUMBER NUMBER",
            })
    void isCutAsTheServerWould(String sql, String tokens) {
        assertThat(tokens(sql, Letters.A_WORD)).isEqualTo(tokens);
        assertThat(tokens(sql, Letters.THE_NUMBERS)).isEqualTo(tokens);
    }

    @Test
    void aStringGoesOnInAnotherLineWithItsOwnKindOfEscapes() {
        assertThat(tokens("e'a' -- more\n 'b\\'c' d", Letters.A_WORD)).isEqualTo("STRING WORD");
        assertThat(tokens("'a' 'b'", Letters.A_WORD)).isEqualTo("STRING STRING");
    }

    @Test
    void lettersBehindDigitsAreWhoseItIsSaid() {
        assertThat(tokens("1for 0x1f", Letters.A_WORD)).isEqualTo("NUMBER WORD NUMBER WORD");
        assertThat(tokens("1for 0x1f", Letters.THE_NUMBERS)).isEqualTo("NUMBER NUMBER");
    }

    @ParameterizedTest
    @ValueSource(strings = {"'a", "e'a\\'", "'a''", "\"a", "u&\"a", "$$a$", "$t$a$$", "/* a /* b */", "'a'\n'b"})
    void whatIsNotClosedLastsToTheEndAndIsToldOf(String sql) {
        SqlScanner scanner = new SqlScanner("x " + sql, Letters.A_WORD);
        while (scanner.next() != Token.END) {
            assertThat(scanner.isClosed()).isEqualTo(scanner.end() <= 2);
        }
        assertThat(parts(sql, Letters.A_WORD)).hasSize(1);
    }

    @Test
    void whatIsClosedIsToldOfToo() {
        SqlScanner scanner = new SqlScanner("'a' \"b\" $$c$$ /* d */ -- e", Letters.A_WORD);
        while (scanner.next() != Token.END) {
            assertThat(scanner.isClosed()).isTrue();
        }
    }
}
