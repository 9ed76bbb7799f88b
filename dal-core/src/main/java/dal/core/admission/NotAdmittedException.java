package dal.core.admission;

/** A call got no permit. Without a stack trace: under overload these are many, and what is made of them has one. */
public final class NotAdmittedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient Refusal refusal;

    NotAdmittedException(Refusal refusal) {
        super(refusal.toString(), null, false, false);
        this.refusal = refusal;
    }

    /** Why, and how full it was. */
    public Refusal refusal() {
        return refusal;
    }
}
