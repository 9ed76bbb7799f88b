package dal.sample.customer;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some of the customers, in the order of their ids.
 *
 * @param customers this page of them
 * @param next what to ask for next, as {@code after}; null on the last page
 */
public record CustomerPage(
        List<Customer> customers, @Nullable Long next) {

    static CustomerPage of(List<Customer> customers, int limit) {
        return new CustomerPage(
                customers, customers.size() < limit ? null : customers.getLast().id());
    }
}
