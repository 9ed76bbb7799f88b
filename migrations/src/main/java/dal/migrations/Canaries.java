package dal.migrations;

import dal.error.InvalidConfigurationException;
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

    /**
     * Sees that one of these is called so: a name that was mistyped would let another one go first.
     *
     * @throws InvalidConfigurationException if none is
     */
    static void check(List<MigrationTarget> targets, MigrationSettings settings) {
        String named = settings.canaryTarget();
        if (settings.canary() && named != null && targets.stream().noneMatch(target -> isCalled(target, named))) {
            throw new InvalidConfigurationException(
                    List.of("migrations.canary-target: no tenant, schema or target is called '" + named + "'"));
        }
    }

    private static boolean isCalled(MigrationTarget target, String name) {
        return name.equals(target.label())
                || name.equals(target.schema())
                || (target.tenant() != null && name.equals(target.tenant().value()));
    }
}
