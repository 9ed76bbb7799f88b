package dal.core.leak;

import dal.status.HeldConnection;

/** A stack for the log; never thrown. */
final class TakerStack extends Throwable {

    private static final long serialVersionUID = 1L;

    TakerStack(HeldConnection held) {
        super(
                held.stackOfTaking()
                        ? "taken here"
                        : "the thread that took it is here now; whoever took it stands among its callers",
                null,
                false,
                true);
        setStackTrace(held.stack().toArray(StackTraceElement[]::new));
    }
}
