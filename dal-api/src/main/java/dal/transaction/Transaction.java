package dal.transaction;

import org.jooq.DSLContext;

/** An open transaction, as its work sees it. For the thread that runs the work; it ends with the work. */
public interface Transaction {

    /** Executes statements in this transaction, one round trip each. After the work has ended, its use throws {@link dal.error.ScopeEndedException}. */
    DSLContext dsl();

    /** From now on the transaction can only be rolled back; the work's result is still returned to the caller. */
    void setRollbackOnly();

    /** Whether {@link #setRollbackOnly()} was called, by this work or by one that joined. */
    boolean isRollbackOnly();
}
