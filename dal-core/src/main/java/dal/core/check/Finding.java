package dal.core.check;

import dal.config.Strictness;
import dal.status.Alert;

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

    /** What the status says of it. What is only to be warned of was so yesterday and is tomorrow: a note, for which nobody is called at night. */
    Alert alert() {
        Alert.Severity severity = strictness == Strictness.ENFORCE ? Alert.Severity.CRITICAL : Alert.Severity.NOTE;
        return new Alert(kind.label(), severity, subject, message);
    }

    @Override
    public String toString() {
        return subject + ": " + message;
    }
}
