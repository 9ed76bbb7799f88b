package dal.migrations;

import dal.migrations.Histories.Row;
import dal.migrations.ScriptSet.Resolved;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.internal.resolver.ChecksumCalculator;
import org.flywaydb.core.internal.resource.StringResource;
import org.jspecify.annotations.Nullable;

/**
 * What a history says of its schema, where that is plain: it may begin with a baseline, every other row was run without a failure and is a script that is there,
 * unchanged unless it is repeated, or one of a version above all that are there; and what is pending comes after all that was run. Everything else (changed, missing,
 * failed, out of order) is left to Flyway to judge.
 *
 * @param scripts all scripts and what became of them, in the order they run
 */
record Known(List<Script> scripts) {

    private static final String SCHEMA_CREATED = "SCHEMA";
    private static final String BASELINE = "BASELINE";
    private static final String DEFAULT_SCHEMA = "${flyway:defaultSchema}";
    private static final String FLYWAYS_OWN = "${flyway:";

    /** Null where it is not plain. */
    static @Nullable Known of(ScriptSet set, List<Row> history, @Nullable String schema) {
        List<Row> rows = history.stream()
                .filter(row -> !row.type().equals(SCHEMA_CREATED))
                .toList();
        Map<String, Resolved> byKey = new HashMap<>();
        set.scripts().forEach(script -> byKey.put(key(script.version(), script.description()), script));
        List<Script> before = new ArrayList<>();
        Map<String, Row> latest = new HashMap<>();
        MigrationVersion newest = newest(set);
        MigrationVersion highest = MigrationVersion.EMPTY;
        MigrationVersion baseline = MigrationVersion.EMPTY;
        for (Row row : rows) {
            if (row.type().equals(BASELINE) && before.isEmpty() && row.success() && row.version() != null) {
                baseline = MigrationVersion.fromVersion(row.version());
                highest = baseline;
                before.add(of(row, Script.State.APPLIED));
                continue;
            }
            String key = key(row.version(), row.description());
            Resolved script = byKey.get(key);
            boolean future = script == null && row.success() && isAbove(newest, row.version());
            if (!future && (script == null || !fits(script, row))) {
                return null;
            }
            if (latest.put(key, row) != null && row.version() != null) {
                return null;
            }
            before.add(of(row, future ? Script.State.FUTURE : Script.State.APPLIED));
            if (row.version() != null) {
                MigrationVersion version = MigrationVersion.fromVersion(row.version());
                highest = version.compareTo(highest) > 0 ? version : highest;
            }
        }
        return complete(set, schema, before, latest, highest, baseline);
    }

    private static @Nullable Known complete(
            ScriptSet set,
            @Nullable String schema,
            List<Script> applied,
            Map<String, Row> latest,
            MigrationVersion highest,
            MigrationVersion baseline) {
        List<Script> all = new ArrayList<>(applied);
        for (Resolved script : set.scripts()) {
            Row row = latest.get(key(script.version(), script.description()));
            if (script.version() != null) {
                if (row == null
                        && MigrationVersion.fromVersion(script.version()).compareTo(baseline) <= 0) {
                    all.add(notRun(script, Script.State.SKIPPED));
                } else if (row == null) {
                    if (MigrationVersion.fromVersion(script.version()).compareTo(highest) < 0) {
                        return null;
                    }
                    all.add(notRun(script, Script.State.PENDING));
                }
                continue;
            }
            Integer checksum = checksum(script, set, schema);
            if (checksum == null) {
                return null;
            }
            if (row == null) {
                all.add(notRun(script, Script.State.PENDING));
            } else if (!checksum.equals(row.checksum())) {
                all.set(all.indexOf(of(row, Script.State.APPLIED)), of(row, Script.State.OUTDATED));
                all.add(notRun(script, Script.State.PENDING));
            }
        }
        return new Known(inOrder(all));
    }

    /** Versions in their order, and then what is repeated: the order they run in. */
    private static List<Script> inOrder(List<Script> scripts) {
        return scripts.stream()
                .sorted((one, other) -> {
                    String left = one.version();
                    String right = other.version();
                    if (left != null && right != null) {
                        return MigrationVersion.fromVersion(left).compareTo(MigrationVersion.fromVersion(right));
                    }
                    return left == null && right == null
                            ? one.description().compareTo(other.description())
                            : left == null ? 1 : -1;
                })
                .toList();
    }

    private static boolean fits(Resolved script, Row row) {
        return row.success()
                && row.type().equals(script.type())
                && row.description().equals(script.description())
                && (script.version() == null || Objects.equals(script.checksum(), row.checksum()));
    }

    /** Of a repeated script with placeholders, as Flyway takes it: that of the text with them replaced. Null where we cannot tell. */
    private static @Nullable Integer checksum(Resolved script, ScriptSet set, @Nullable String schema) {
        String text = script.text();
        if (text == null) {
            return script.checksum();
        }
        if (schema != null) {
            text = text.replace(DEFAULT_SCHEMA, schema);
        }
        for (var placeholder : set.placeholders().entrySet()) {
            text = text.replace("${" + placeholder.getKey() + "}", placeholder.getValue());
        }
        return text.contains(FLYWAYS_OWN) ? null : ChecksumCalculator.calculate(new StringResource(text));
    }

    private static Script of(Row row, Script.State state) {
        return new Script(
                row.version(),
                row.description(),
                FlywayScripts.fileName(row.script()),
                state,
                row.installedOn(),
                Duration.ofMillis(row.executionTime()));
    }

    private static Script notRun(Resolved script, Script.State state) {
        return new Script(
                script.version(), script.description(), FlywayScripts.fileName(script.script()), state, null, null);
    }

    /** The highest version that there is a script of. */
    private static MigrationVersion newest(ScriptSet set) {
        return set.scripts().stream()
                .flatMap(script -> Optional.ofNullable(script.version()).stream())
                .map(MigrationVersion::fromVersion)
                .max(Comparator.naturalOrder())
                .orElse(MigrationVersion.EMPTY);
    }

    private static boolean isAbove(MigrationVersion newest, @Nullable String version) {
        return version != null && MigrationVersion.fromVersion(version).compareTo(newest) > 0;
    }

    private static String key(@Nullable String version, String description) {
        return version == null ? "R " + description : "V " + version;
    }

    /** Whether there is nothing to run. */
    boolean isUpToDate() {
        return scripts.stream().noneMatch(script -> script.state() == Script.State.PENDING);
    }
}
