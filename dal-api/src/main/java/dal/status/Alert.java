package dal.status;

/**
 * Something an operator should know.
 *
 * @param name stable, for machines
 * @param severity how urgent
 * @param subject what it concerns, for example a pool's name
 * @param message one sentence for people
 */
public record Alert(String name, Severity severity, String subject, String message) {

    /** How urgent an alert is. */
    public enum Severity {
        /** To be read by day: nothing is wrong now, and nobody is to be called for it. Health stays what it is. */
        NOTE,
        /** Something is worse than it should be, and work goes on. */
        WARNING,
        /** Work fails, or is about to. */
        CRITICAL
    }
}
