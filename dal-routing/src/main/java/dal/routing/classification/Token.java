package dal.routing.classification;

/**
 * One lexical element of a statement; white space and comments are none.
 *
 * @param kind what it is
 * @param text of a word: in lower case, as the server folds it; of a quoted identifier: the name itself; of a symbol: itself; else of no meaning
 */
record Token(Kind kind, String text) {

    enum Kind {
        /** A keyword or an identifier that is not quoted. */
        WORD,
        QUOTED,
        /** A string of any form, dollar quotes included. */
        STRING,
        NUMBER,
        /** {@code ?} or {@code $1}. */
        PARAMETER,
        OPERATOR,
        /** A single character of structure. */
        SYMBOL
    }

    /** Stands before the first token and after the last. */
    static final Token NONE = new Token(Kind.SYMBOL, "");

    boolean isWord(String word) {
        return kind == Kind.WORD && text.equals(word);
    }

    boolean isSymbol(String symbol) {
        return kind == Kind.SYMBOL && text.equals(symbol);
    }

    boolean isName() {
        return kind == Kind.WORD || kind == Kind.QUOTED;
    }
}
