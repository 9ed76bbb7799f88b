package dal.core.tenancy;

import dal.spi.LocalSetting;
import dal.tenant.TenantId;
import dal.tenant.TenantIsolation;
import java.util.Collection;
import java.util.List;

/** What binds the tenants of one class, in the transaction of the statement and before it. Thread-safe. */
public interface TenantBinder {

    /** What the server evaluates, in this order: expressions of a select list with one placeholder each, the same for every tenant. */
    List<String> assignments();

    /**
     * The values of the placeholders for work of that tenant.
     *
     * @throws dal.error.NoTenantSchemaException if the tenant cannot have a schema
     */
    List<String> values(TenantId tenant);

    /** An assignment of a setting that ends with the transaction. */
    static String local(String setting) {
        return assignment(setting, "?");
    }

    /** An assignment of an expression to a setting that ends with the transaction. */
    static String assignment(String setting, String expression) {
        return "set_config('" + setting.replace("'", "''") + "', " + expression + ", true)";
    }

    /** Makes the binder of a class. A test binds another one, to see that a broken binder is noticed. */
    @FunctionalInterface
    interface Maker {
        TenantBinder make(TenantIsolation isolation, Collection<LocalSetting> contributed);
    }
}
