package dal.sample.refusal;

/** The shop refuses a request, for a reason that the one who asked can act on. Thrown inside a transaction it rolls that back. */
public class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What kind of refusal this is. */
    public enum Kind {
        /** What was asked for is not there. */
        MISSING,
        /** It is there, but not in a state that allows the request. */
        CONFLICT,
        /** The request can be read, but says something that no shop could do. */
        INVALID
    }

    private final Kind kind;
    private final String code;

    /**
     * A refusal.
     *
     * @param code stable, for machines: lower-case words joined by hyphens
     * @param message one sentence for the one who asked
     */
    public RefusedException(Kind kind, String code, String message) {
        // No stack trace: this is an answer, not a fault.
        super(message, null, false, false);
        this.kind = kind;
        this.code = code;
    }

    /** There is no {@code what} of that number, or it is another tenant's, which is the same to the one who asked. */
    public static RefusedException missing(String what, long id) {
        return new RefusedException(Kind.MISSING, "no-such-" + what, "There is no " + what + " " + id + ".");
    }

    /** The request says something impossible. */
    public static RefusedException invalid(String message) {
        return new RefusedException(Kind.INVALID, "invalid-value", message);
    }

    public final Kind kind() {
        return kind;
    }

    /** Stable, for machines. */
    public final String code() {
        return code;
    }
}
