package dal.core.catalog;

import java.util.List;

/** Where the rows come from. */
@FunctionalInterface
interface TenantRows {

    /**
     * All rows, as they are now.
     *
     * @param cold whether nothing is known yet, so that somewhat old rows are better than none
     */
    List<TenantRow> read(boolean cold);
}
