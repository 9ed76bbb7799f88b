package dal.sample.customer;

import static dal.sample.generated.Tables.CUSTOMER;

import dal.TenantDatabase;
import dal.error.ConstraintViolatedException;
import dal.sample.refusal.RefusedException;
import jakarta.inject.Inject;
import org.jooq.Records;

/** Knows the customers. Every call is one statement, one round trip; within a transaction it joins that. */
public final class CustomerService {

    private final TenantDatabase database;

    @Inject
    public CustomerService(TenantDatabase database) {
        this.database = database;
    }

    /** Those after an id. */
    public CustomerPage list(long after, int limit) {
        return CustomerPage.of(
                database.dsl()
                        .select(CUSTOMER.ID, CUSTOMER.NAME, CUSTOMER.EMAIL, CUSTOMER.REGISTERED_AT)
                        .from(CUSTOMER)
                        .where(CUSTOMER.ID.gt(after))
                        .orderBy(CUSTOMER.ID)
                        .limit(limit)
                        .fetch(Records.mapping(Customer::new)),
                limit);
    }

    /**
     * One customer.
     *
     * @throws RefusedException if this tenant has none of that id
     */
    public Customer get(long id) {
        Customer customer = database.dsl()
                .select(CUSTOMER.ID, CUSTOMER.NAME, CUSTOMER.EMAIL, CUSTOMER.REGISTERED_AT)
                .from(CUSTOMER)
                .where(CUSTOMER.ID.eq(id))
                .fetchOne(Records.mapping(Customer::new));
        if (customer == null) {
            throw RefusedException.missing("customer", id);
        }
        return customer;
    }

    /**
     * Makes someone a customer.
     *
     * @throws RefusedException if the address is another customer's
     */
    public Customer create(NewCustomer customer) {
        try {
            return database.dsl()
                    .insertInto(CUSTOMER)
                    .set(CUSTOMER.NAME, customer.name())
                    .set(CUSTOMER.EMAIL, customer.email())
                    .returningResult(CUSTOMER.ID, CUSTOMER.NAME, CUSTOMER.EMAIL, CUSTOMER.REGISTERED_AT)
                    .fetchSingle(Records.mapping(Customer::new));
        } catch (ConstraintViolatedException e) {
            throw new RefusedException(
                    RefusedException.Kind.CONFLICT, "email-taken", "Another customer has this address already.");
        }
    }
}
