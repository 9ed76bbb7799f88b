package dal.migrations;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which targets go first, alone: one for each set of scripts. */
final class Canaries {

    private Canaries() {}

    /** The one that is called so, by tenant, schema or label, and the first of every set of scripts that it does not try. */
    static List<MigrationTarget> among(List<MigrationTarget> targets, @Nullable String named) {
        List<MigrationTarget> canaries = new ArrayList<>();
        Set<List<String>> tried = new HashSet<>();
        if (named != null) {
            targets.stream().filter(target -> isCalled(target, named)).forEach(target -> {
                canaries.add(target);
                tried.add(target.scripts());
            });
        }
        for (MigrationTarget target : targets) {
            if (tried.add(target.scripts())) {
                canaries.add(target);
            }
        }
        return canaries;
    }

    private static boolean isCalled(MigrationTarget target, String name) {
        return name.equals(target.label())
                || name.equals(target.schema())
                || (target.tenant() != null && name.equals(target.tenant().value()));
    }
}
