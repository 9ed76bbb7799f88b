package dal.core.check;

import dal.config.Strictness;

/**
 * Something about a server that is not as it has to be.
 *
 * @param kind what it is about
 * @param subject the class or the server it concerns, for people
 * @param message what was found, and what to do
 * @param strictness what becomes of it
 */
record Finding(Kind kind, String subject, String message, Strictness strictness) {

    enum Kind {
        ISOLATION("isolation-check"),
        BUDGET("connection-budget"),
        POOLER("undeclared-pooler");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        /** The name of its alert. */
        String label() {
            return label;
        }
    }

    @Override
    public String toString() {
        return subject + ": " + message;
    }
}
