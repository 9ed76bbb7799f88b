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
        WARNING,
        CRITICAL
    }
}
