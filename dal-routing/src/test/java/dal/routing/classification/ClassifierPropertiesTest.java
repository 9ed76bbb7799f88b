package dal.routing.classification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dal.spi.StatementClassifier.Origin;
import dal.spi.StatementTraits;
import dal.spi.StatementTraits.Access;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What holds for every text. Each run draws another seed; a failure names it. */
class ClassifierPropertiesTest {

    private static final int RUNS = 20_000;

    private static final List<String> PIECES = List.of(
            "'",
            "''",
            "\"",
            "\"\"",
            "$$",
            "$a$",
            "$1",
            "?",
            "??",
            "--",
            "\n",
            "/*",
            "*/",
            "\\",
            "e'",
            "U&'",
            "u&\"",
            "(",
            ")",
            ",",
            ";",
            ".",
            "::",
            "[",
            "]",
            "{",
            "}",
            "+",
            "-",
            "*",
            "/",
            "=",
            "@>",
            "select",
            "with",
            "as",
            "update",
            "delete from t",
            "insert into t",
            "for",
            "for update",
            "into",
            "lower",
            "nextval",
            "my_func",
            "pg_catalog",
            "operator",
            "over",
            "filter",
            "join",
            "group by",
            "cube",
            "treat",
            "columns",
            "json_table",
            "begin",
            "atomic",
            "create function",
            "case",
            "end",
            "commit",
            "t",
            "a",
            "1",
            "1e5",
            "0x1F",
            "'x'",
            " ",
            "\t",
            "é",
            "\u212A",
            "\0");

    /** Statements that are no read, whatever harmless thing surrounds them. */
    private static final List<String> NO_READS = List.of(
            "delete from t",
            "update t set a = 1",
            "insert into t values (1)",
            "select nextval('s')",
            "select my_func(1)",
            "select \"My_Func\"(1)",
            "select * from t for update",
            "select 1; commit",
            "select a into b from t",
            "with x as (delete from t returning a) select a from x");

    private final PostgresStatementClassifier classifier = new PostgresStatementClassifier();
    private long seed;
    private Random random = new Random(0);

    @BeforeEach
    void draw() {
        seed = System.nanoTime();
        random = new Random(seed);
    }

    @Test
    void classifiesEveryTextWithoutThrowing() {
        for (int run = 0; run < RUNS; run++) {
            String sql = text(1 + random.nextInt(25));
            assertThatCode(() -> classifier.classify(sql, Origin.MODEL))
                    .as("seed %s: %s", seed, sql)
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void findsNoTextToBeAReadThatHoldsAnUnfinishedString() {
        for (int run = 0; run < RUNS; run++) {
            String sql = "select " + harmless() + ", 'x" + text(5).replace("'", "");
            assertThat(access(sql)).as("seed %s: %s", seed, sql).isNotEqualTo(Access.READ);
        }
    }

    @Test
    void judgesAReadAlikeWhateverItsStringsCommentsAndNamesHold() {
        for (int run = 0; run < RUNS; run++) {
            String sql = "select " + harmless() + ", " + harmless() + " " + comment() + " from " + name() + " where "
                    + harmless() + " = " + harmless() + comment();
            StatementTraits traits = classifier.classify(sql, Origin.MODEL);
            assertThat(traits)
                    .as("seed %s: %s", seed, sql)
                    .isEqualTo(new StatementTraits("SELECT", Access.READ, false, false, 1, sql.length()));
        }
    }

    @Test
    void neverTakesAWriteForAReadWhateverIsPutBeforeOrBehindIt() {
        for (int run = 0; run < RUNS; run++) {
            String sql = NO_READS.get(random.nextInt(NO_READS.size()));
            String surrounded =
                    comment() + sql.replace(" ", " " + comment() + " ") + comment() + (random.nextBoolean() ? ";" : "");
            assertThat(access(surrounded)).as("seed %s: %s", seed, surrounded).isNotEqualTo(Access.READ);
            String beside = "select " + harmless() + ", (" + sql + "), " + harmless();
            assertThat(access(beside)).as("seed %s: %s", seed, beside).isNotEqualTo(Access.READ);
            String behind = "select " + harmless() + "; " + sql;
            assertThat(access(behind)).as("seed %s: %s", seed, behind).isNotEqualTo(Access.READ);
        }
    }

    private Access access(String sql) {
        return classifier.classify(sql, Origin.MODEL).access();
    }

    /** A random text where nothing of it can act: in a string, a dollar-quoted string, or a quoted name. */
    private String harmless() {
        String inside = text(6);
        return switch (random.nextInt(4)) {
            case 0 -> "'" + inside.replace("'", "''") + "'";
            case 1 -> "e'" + inside.replace("\\", "\\\\").replace("'", "\\'") + "'";
            case 2 -> "$q$" + inside.replace("$", "") + "$q$";
            default -> name();
        };
    }

    private String name() {
        return "\"" + text(6).replace("\"", "\"\"") + "\"";
    }

    private String comment() {
        String inside = text(6);
        return switch (random.nextInt(3)) {
            case 0 -> " ";
            case 1 -> "--" + inside.replace("\n", "") + "\n";
            default -> "/* /*" + inside.replace("/", "").replace("*", "") + "*/ */";
        };
    }

    private String text(int pieces) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < pieces; i++) {
            text.append(PIECES.get(random.nextInt(PIECES.size())));
            if (random.nextInt(3) == 0) {
                text.append(' ');
            }
        }
        return text.toString();
    }
}
