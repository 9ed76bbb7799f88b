package dal.routing.classification;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** The lists taken from a server's own catalog, one word per line; tests compare them with a real one. */
final class WordList {

    /** What a read may call: functions of {@code pg_catalog} whose every overload changes nothing and answers alike on every node. */
    static final Set<String> READABLE_FUNCTIONS = read("readable-functions.txt");

    /** Keywords that are never the name of a function unless quoted: fully reserved ones, and those with a grammar of their own. */
    static final Set<String> RESERVED_WORDS = read("reserved-words.txt");

    /** All other keywords: they may name anything, or mean something by themselves. */
    static final Set<String> OTHER_KEYWORDS = read("other-keywords.txt");

    private WordList() {}

    private static Set<String> read(String file) {
        try (InputStream stream = Objects.requireNonNull(WordList.class.getResourceAsStream(file), file)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException e) {
            throw new UncheckedIOException("Could not read " + file, e);
        }
    }
}
