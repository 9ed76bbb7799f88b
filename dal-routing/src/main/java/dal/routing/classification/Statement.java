package dal.routing.classification;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/** One statement of a text: its tokens, and which brackets belong together. Immutable. */
final class Statement {

    private static final int NO_MATCH = -1;

    private final List<Token> tokens;
    private final int[] matches;
    private final int[] depths;
    private final boolean balanced;

    private Statement(List<Token> tokens) {
        this.tokens = tokens;
        this.matches = new int[tokens.size()];
        this.depths = new int[tokens.size()];
        Arrays.fill(matches, NO_MATCH);
        Deque<Integer> open = new ArrayDeque<>();
        boolean wellFormed = true;
        for (int i = 0; i < tokens.size(); i++) {
            depths[i] = open.size();
            if (tokens.get(i).isSymbol("(")) {
                open.push(i);
            } else if (tokens.get(i).isSymbol(")")) {
                if (open.isEmpty()) {
                    wellFormed = false;
                } else {
                    int start = open.pop();
                    matches[start] = i;
                    matches[i] = start;
                    depths[i] = open.size();
                }
            }
        }
        this.balanced = wellFormed && open.isEmpty();
    }

    /**
     * Cuts a text at its semicolons, except those of a rule's actions, {@code create rule ... do (...; ...)}, and of an SQL-standard function body,
     * {@code begin atomic ... end}. In brackets anywhere else, or where brackets do not match, they cut too: such a text is the server's to refuse, and nothing in
     * it may hide.
     */
    static List<Statement> split(List<Token> tokens) {
        boolean balanced = new Statement(tokens).balanced;
        List<Statement> statements = new ArrayList<>();
        int start = 0;
        int depth = 0;
        int body = 0;
        for (int i = 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            if (token.isSymbol("(")) {
                depth++;
            } else if (token.isSymbol(")")) {
                depth--;
            } else if (token.isWord("atomic")
                    && i > start
                    && tokens.get(i - 1).isWord("begin")
                    && definesRoutine(tokens, start)) {
                body++;
            } else if (body > 0 && token.isWord("case")) {
                body++;
            } else if (body > 0 && token.isWord("end")) {
                body--;
            } else if (token.isSymbol(";")
                    && (!balanced
                            || (body == 0 && (depth == 0 || !tokens.get(start).isWord("create"))))) {
                add(statements, tokens, start, i);
                start = i + 1;
            }
        }
        add(statements, tokens, start, tokens.size());
        return statements;
    }

    private static void add(List<Statement> statements, List<Token> tokens, int start, int end) {
        if (end > start) {
            statements.add(new Statement(tokens.subList(start, end)));
        }
    }

    private static boolean definesRoutine(List<Token> tokens, int start) {
        if (!tokens.get(start).isWord("create")) {
            return false;
        }
        int name = tokens.get(start + 1).isWord("or") ? start + 3 : start + 1;
        return tokens.get(name).isWord("function") || tokens.get(name).isWord("procedure");
    }

    /** Whether every bracket has its partner. */
    boolean balanced() {
        return balanced;
    }

    int size() {
        return tokens.size();
    }

    /** The token there; {@link Token#NONE} outside. */
    Token at(int index) {
        return index < 0 || index >= tokens.size() ? Token.NONE : tokens.get(index);
    }

    boolean word(int index, String word) {
        return at(index).isWord(word);
    }

    boolean symbol(int index, String symbol) {
        return at(index).isSymbol(symbol);
    }

    boolean wordOf(int index, Set<String> words) {
        Token token = at(index);
        return token.kind() == Token.Kind.WORD && words.contains(token.text());
    }

    /** Whether an unquoted word occurs anywhere. */
    boolean has(String word) {
        return find(0, word) >= 0;
    }

    /** Where an unquoted word occurs first from there; -1 if it does not. */
    int find(int from, String word) {
        for (int i = from; i < size(); i++) {
            if (word(i, word)) {
                return i;
            }
        }
        return -1;
    }

    /** The bracket that belongs to the one there; -1 if none does. */
    int match(int index) {
        return index < 0 || index >= matches.length ? NO_MATCH : matches[index];
    }

    /** In how many brackets the token there stands; a bracket itself does not count. */
    int depth(int index) {
        return depths[index];
    }
}
