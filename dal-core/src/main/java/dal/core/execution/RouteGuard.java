package dal.core.execution;

import dal.core.connection.StatementGuard;
import dal.error.ErrorContext;
import dal.error.InvalidUseException;
import dal.error.WriteOnReadRouteException;
import dal.spi.StatementClassifier.Origin;
import dal.spi.StatementTraits;
import dal.spi.StatementTraits.Access;

/** Refuses what may not be sent: text that could end the transaction its tenant is bound in, and known writes on a read route. */
record RouteGuard(KnownStatements statements, boolean readRoute, ErrorContext context) implements StatementGuard {

    @Override
    public StatementTraits check(String sql, Origin origin) {
        StatementTraits traits = statements.traits(sql, origin);
        if (traits.statements() != 1) {
            throw new InvalidUseException(
                    "A text is sent with one statement in it, this one has " + traits.statements()
                            + ": send each by itself, in one transaction if they belong together",
                    context,
                    null);
        }
        if (traits.transactionControl()) {
            throw new InvalidUseException(
                    traits.kind() + " is not sent as a statement, since the tenant's binding ends with the transaction:"
                            + " use inTransaction and its options",
                    context,
                    null);
        }
        if (readRoute && traits.access() == Access.WRITE) {
            throw new WriteOnReadRouteException(
                    traits.kind() + " writes, and was not sent on a read route: use dsl() or inTransaction for it",
                    context,
                    null);
        }
        return traits;
    }
}
