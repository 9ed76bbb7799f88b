package dal.testing.mock;

/** Where a statement would have gone. */
public enum MockRoute {
    /** Outside of a transaction, to a replica: it is a read, or stands in a block of reads. */
    READ,
    /** Outside of a transaction, to the primary: it writes, or nobody can tell, as with plain SQL. */
    WRITE,
    /** In a transaction. */
    TRANSACTION
}
