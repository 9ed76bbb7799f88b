package dal.migrations;

/**
 * Is told how a run goes on. Called from several threads at once, and waited for: it should return at once. What it throws ends the run.
 */
public interface MigrationListener {

    /** Hears nothing. */
    MigrationListener NONE = new MigrationListener() {};

    /**
     * Every target has been looked at.
     *
     * @param targets how many there are
     * @param upToDate how many of them have nothing to do
     */
    default void began(int targets, int upToDate) {}

    /** Work on a target begins, or begins again. */
    default void began(MigrationTarget target, int attempt) {}

    /** A target is finished with, or was given up before it was begun. */
    default void ended(TargetReport report) {}

    /** The run waits, and for what: a lock, a replica. */
    default void waits(MigrationTarget target, String reason) {}
}
