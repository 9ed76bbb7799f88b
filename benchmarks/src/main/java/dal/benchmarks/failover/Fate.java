package dal.benchmarks.failover;

/** What the caller of a write was told in the end. */
enum Fate {
    /** It is done. */
    ACKNOWLEDGED,
    /** It may or may not be done. */
    UNKNOWN,
    /** It is not done, and will not be. */
    REFUSED
}
