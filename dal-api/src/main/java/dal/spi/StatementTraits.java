package dal.spi;

/**
 * What is known of a statement.
 *
 * @param kind its leading keywords, for people: {@code SELECT}, {@code SELECT FOR UPDATE}, {@code INSERT}
 * @param access whether it reads or writes, as far as can be told
 * @param transactionControl whether it begins or ends a transaction or a savepoint, or changes the transaction's mode
 * @param changesSession whether it leaves something on its connection that outlives its transaction: a setting, a lock, a prepared statement
 * @param statements how many statements the text holds
 * @param end where its last statement ends: semicolons behind it, and what follows them, are no part of it
 */
public record StatementTraits(
        String kind, Access access, boolean transactionControl, boolean changesSession, int statements, int end) {

    /** Whether a statement reads or writes. */
    public enum Access {
        /** Provably changes nothing and locks nothing. */
        READ,
        /** Known to change or lock something. */
        WRITE,
        /** Cannot be told from here. */
        UNKNOWN
    }
}
