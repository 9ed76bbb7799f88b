package dal.benchmarks.result;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublishedTest {

    private static final Figures FIGURES = new Figures()
            .share("p99_ratio", 0.5)
            .count("failed", 0)
            .table(new Table("Reads", "who", "p50", "trips")
                    .row("library", "1,041.5", "1.00")
                    .row("other", "2.5", "-"));

    @Test
    void writesTablesAsMarkdown() {
        assertThat(FIGURES.tables().getFirst().markdown())
                .containsExactly(
                        "| who | p50 | trips |",
                        "| --- | ---: | ---: |",
                        "| library | 1,041.5 | 1.00 |",
                        "| other | 2.5 | - |");
    }

    @Test
    void replacesWhatStoodBetweenTheCommentsOfThatBenchmarkAlone() {
        String page =
                "a\n<!-- begin read -->\nold\n<!-- end read -->\nb\n<!-- begin write -->\nkept\n<!-- end write -->\n";
        String now = Published.inserted(page, "read", FIGURES);
        assertThat(now)
                .startsWith("a\n<!-- begin read -->\n")
                .contains("| other | 2.5 | - |", "`RESULT read p99_ratio=0.500 failed=0`", "kept")
                .doesNotContain("old")
                .endsWith("<!-- end read -->\nb\n<!-- begin write -->\nkept\n<!-- end write -->\n");
        assertThat(Published.inserted(now, "read", FIGURES)).isEqualTo(now);
    }

    @Test
    void leavesAPageWithoutSuchAPlaceAsItIs() {
        assertThat(Published.inserted("a page", "read", FIGURES)).isEqualTo("a page");
    }

    @Test
    void findsThePageThatHasAPlaceAndLeavesAllOthers(@TempDir Path docs) throws Exception {
        Path without = Files.writeString(docs.resolve("a.md"), "no place");
        Path with = Files.writeString(docs.resolve("b.md"), "<!-- begin read -->\n<!-- end read -->\n");
        assertThat(Published.tables(docs, "read", FIGURES)).containsExactly(with);
        assertThat(with).content().contains("| other | 2.5 | - |");
        assertThat(without).hasContent("no place");
        assertThat(Published.tables(docs, "write", FIGURES)).isEmpty();
    }

    @Test
    void keepsNumbersAsNumbersInADocument() {
        assertThat(FIGURES.document()).containsOnlyKeys("figures", "tables");
        assertThat(FIGURES.document().get("tables"))
                .hasToString("{Reads={library={p50=1041.5, trips=1.00}, other={p50=2.5, trips=-}}}");
        assertThat(List.of(Figures.numberOrText("1,041.5"), Figures.numberOrText("true"), Figures.numberOrText("-")))
                .hasToString("[1041.5, true, -]");
    }
}
