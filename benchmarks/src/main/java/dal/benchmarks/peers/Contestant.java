package dal.benchmarks.peers;

/** One way to reach a primary and its replica. Thread-safe; reads are answered by the replica, and a call leaves nothing open. */
public interface Contestant extends AutoCloseable {

    /** What people call it. */
    String name();

    /** Reads the text of the note with that key. */
    String note(int id);

    /** Reads the notes from that key on, {@link Desk#RANGE} of them, and says how many there were. */
    int range(int from);

    /** Writes two notes, or none. */
    void write(int first, int second);

    /** Reads the text of a tenant's note, kept from all others by row-level security. */
    String noteOf(String tenant, int id);

    /** Writes two notes of a tenant's, or none, as {@link #noteOf} reads them. */
    void writeOf(String tenant, int first, int second);

    @Override
    void close();
}
