package dal.testing.mock;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A statement that was executed on a {@link MockTenantDatabase}. Immutable.
 *
 * @param sql its text as jOOQ rendered it for PostgreSQL, with a question mark for each bind
 * @param binds the values bound, in their order
 * @param route where it would have gone
 */
public record MockStatement(String sql, List<@Nullable Object> binds, MockRoute route) {

    public MockStatement {
        Objects.requireNonNull(sql, "sql");
        Objects.requireNonNull(route, "route");
        // List.copyOf would refuse SQL's null.
        binds = Collections.unmodifiableList(new ArrayList<>(binds));
    }
}
