package dal.migrations;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigUtil;
import dal.error.InvalidConfigurationException;
import dal.migrations.MigrationSettings.AtStart;
import dal.migrations.MigrationSettings.ClassSettings;
import dal.tenant.TenantClassName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** Reads the section {@code dal.migrations} of a service's configuration (HOCON). Stateless, without I/O but for {@link #load}. */
public final class MigrationSettingsReader {

    private static final String SECTION = "dal.migrations";
    static final Set<String> KEYS = Set.of(
            "parallel",
            "canary",
            "canary-target",
            "failure-budget",
            "lock-timeouts",
            "lock-wait",
            "max-replica-lag",
            "replica-lag-wait",
            "at-start",
            "classes");
    static final Set<String> CLASS_KEYS = Set.of("scripts", "extra-scripts", "without-policy");

    private final Config section;
    private final List<String> faults = new ArrayList<>();

    private MigrationSettingsReader(Config section) {
        this.section = section;
    }

    /**
     * What {@code application.conf} and system properties say.
     *
     * @throws InvalidConfigurationException listing every fault
     */
    public static MigrationSettings load() {
        return read(ConfigFactory.load());
    }

    /**
     * What this file says; the default where it says nothing.
     *
     * @throws InvalidConfigurationException listing every fault
     */
    public static MigrationSettings read(Config file) {
        try {
            Config resolved = file.resolve();
            return resolved.hasPath(SECTION)
                    ? new MigrationSettingsReader(resolved.getConfig(SECTION)).read()
                    : MigrationSettings.DEFAULT;
        } catch (ConfigException e) {
            throw new InvalidConfigurationException(List.of(SECTION + ": " + e.getMessage()));
        }
    }

    private MigrationSettings read() {
        MigrationSettings standard = MigrationSettings.DEFAULT;
        unknown(SECTION, section, KEYS);
        int parallel = value("parallel", section::getInt, standard.parallel());
        boolean canary = value("canary", section::getBoolean, standard.canary());
        String canaryTarget = section.hasPath("canary-target") ? section.getString("canary-target") : null;
        int budget = value("failure-budget", section::getInt, standard.failureBudget());
        List<Duration> ladder = value("lock-timeouts", section::getDurationList, standard.lockTimeouts());
        Duration lockWait = value("lock-wait", section::getDuration, standard.lockWait());
        long lag = value("max-replica-lag", section::getBytes, standard.maxReplicaLag());
        Duration lagWait = value("replica-lag-wait", section::getDuration, standard.replicaLagWait());
        AtStart atStart = atStart(standard.atStart());
        Map<TenantClassName, ClassSettings> classes = classes();
        if (!faults.isEmpty()) {
            throw new InvalidConfigurationException(faults);
        }
        return new MigrationSettings(
                parallel, canary, canaryTarget, budget, ladder, lockWait, lag, lagWait, atStart, classes);
    }

    private AtStart atStart(AtStart standard) {
        if (!section.hasPath("at-start")) {
            return standard;
        }
        String text = section.getString("at-start");
        for (AtStart choice : AtStart.values()) {
            if (choice.name().toLowerCase(Locale.ROOT).equals(text)) {
                return choice;
            }
        }
        faults.add(SECTION + ".at-start: expected nothing, warn, refuse or migrate, not '" + text + "'");
        return standard;
    }

    private Map<TenantClassName, ClassSettings> classes() {
        Map<TenantClassName, ClassSettings> classes = new HashMap<>();
        if (!section.hasPath("classes")) {
            return classes;
        }
        for (String name : section.getObject("classes").keySet()) {
            String path = "classes." + ConfigUtil.quoteString(name);
            try {
                Config one = section.getConfig(path);
                unknown(SECTION + "." + path, one, CLASS_KEYS);
                classes.put(
                        TenantClassName.of(name),
                        new ClassSettings(
                                texts(one, "scripts"), texts(one, "extra-scripts"), texts(one, "without-policy")));
            } catch (ConfigException | IllegalArgumentException e) {
                faults.add(SECTION + "." + path + ": " + e.getMessage());
            }
        }
        return classes;
    }

    private static List<String> texts(Config section, String key) {
        return section.hasPath(key) ? section.getStringList(key) : List.of();
    }

    private void unknown(String path, Config at, Set<String> known) {
        for (String key : at.root().keySet()) {
            if (!known.contains(key)) {
                faults.add(path + "." + key + ": unknown key; known are " + new TreeSet<>(known));
            }
        }
    }

    private <T> T value(String key, Function<String, T> reader, T standard) {
        if (!section.hasPath(key)) {
            return standard;
        }
        try {
            return reader.apply(key);
        } catch (ConfigException e) {
            faults.add(SECTION + "." + key + ": " + e.getMessage());
            return standard;
        }
    }
}
