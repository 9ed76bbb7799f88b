package dal.core.catalog;

import dal.tenant.TenantClassName;
import dal.tenant.TenantId;
import dal.tenant.TenantPlacement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the table said when it was read. Immutable, and asked without locks. There are many tenants and few different placements, so that those who are placed alike
 * share one, which stays the same object from one reading to the next.
 */
final class Placements {

    /** Before anything was read. */
    static final Placements NONE = new Placements(Map.of(), Map.of(), List.of(), 0);

    /** A HashMap that nobody changes any more: it is asked for each piece of work, and answers faster than what {@link Map#copyOf} makes. */
    private final Map<TenantId, Optional<TenantPlacement>> tenants;

    private final Map<TenantPlacement, Optional<TenantPlacement>> shared;
    private final List<String> faults;
    private final int placed;

    private Placements(
            Map<TenantId, Optional<TenantPlacement>> tenants,
            Map<TenantPlacement, Optional<TenantPlacement>> shared,
            List<String> faults,
            int placed) {
        this.tenants = tenants;
        this.shared = shared;
        this.faults = faults;
        this.placed = placed;
    }

    /**
     * What these rows say. One that cannot be understood is passed over, and its tenant is not known: what holds for those who stand in no row does not hold for it,
     * since the row may have said that it is suspended, or lives elsewhere.
     */
    Placements next(List<TenantRow> rows, Set<TenantClassName> classes) {
        Map<TenantId, Optional<TenantPlacement>> read = HashMap.newHashMap(rows.size());
        Map<TenantPlacement, Optional<TenantPlacement>> used = new HashMap<>();
        List<String> wrong = new ArrayList<>();
        for (TenantRow row : rows) {
            try {
                TenantId id = row.id();
                read.put(id, Optional.empty());
                TenantPlacement placement = row.placement(classes);
                read.put(id, used.computeIfAbsent(placement, this::same));
            } catch (IllegalArgumentException e) {
                wrong.add("tenant " + row.label() + ": " + e.getMessage());
            }
        }
        int understood =
                (int) read.values().stream().filter(Optional::isPresent).count();
        return new Placements(read.equals(tenants) ? tenants : read, Map.copyOf(used), List.copyOf(wrong), understood);
    }

    private Optional<TenantPlacement> same(TenantPlacement placement) {
        Optional<TenantPlacement> before = shared.get(placement);
        return before == null ? Optional.of(placement) : before;
    }

    /** Where the tenant is placed: empty if its row cannot be understood, null if it stands in none. */
    @SuppressWarnings("NullableOptional") // Three answers at no cost: the Optional is the catalog's own, made once.
    @Nullable
    Optional<TenantPlacement> find(TenantId tenant) {
        return tenants.get(tenant);
    }

    /** How many tenants are placed. */
    int size() {
        return placed;
    }

    /** What was passed over, and why, a sentence each. */
    List<String> faults() {
        return faults;
    }
}
