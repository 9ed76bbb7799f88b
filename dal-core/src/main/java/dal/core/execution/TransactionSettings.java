package dal.core.execution;

import dal.core.tenancy.TenantBinder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The settings of one transaction that ride in its prefix, behind the tenant's.
 *
 * @param names which, in the order of their values
 * @param values theirs
 */
record TransactionSettings(List<String> names, List<String> values) {

    /** The server ends the connection with the transaction, so it is left to what the client can no longer end. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    /**
     * Those of that work.
     *
     * @param statement the longest a statement may run; null where nothing says so
     * @param endsTransactions whether the server knows transaction_timeout, which PostgreSQL has from version 17 on
     */
    static TransactionSettings of(@Nullable Duration statement, TransactionTerms terms, boolean endsTransactions) {
        List<String> names = new ArrayList<>();
        List<String> values = new ArrayList<>();
        if (statement != null) {
            names.add(ClassRuntime.STATEMENT_TIMEOUT);
            values.add(Long.toString(statement.toMillis()));
        }
        Deadline deadline = terms.deadline();
        if (deadline != null && endsTransactions) {
            names.add("transaction_timeout");
            values.add(Long.toString(deadline.leftMillis() + GRACE.toMillis()));
        }
        Duration idle = terms.limits().idle();
        if (idle != null) {
            names.add("idle_in_transaction_session_timeout");
            values.add(Long.toString(idle.toMillis()));
        }
        String applicationName = terms.applicationName();
        if (applicationName != null) {
            names.add("application_name");
            values.add(applicationName);
        }
        return new TransactionSettings(List.copyOf(names), List.copyOf(values));
    }

    /** Behind the tenant's own. */
    List<String> assignments(TenantBinder binder) {
        List<String> all = new ArrayList<>(binder.assignments());
        names.forEach(name -> all.add(TenantBinder.local(name)));
        return all;
    }
}
