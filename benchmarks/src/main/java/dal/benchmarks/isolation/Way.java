package dal.benchmarks.isolation;

/**
 * A way to a database: directly or through a pooler.
 *
 * @param division the database's
 * @param access the library over it
 * @param seen what operations on it were answered
 */
record Way(Division division, Access access, Seen seen) {

    Way(Division division, Access access) {
        this(division, access, new Seen());
    }
}
