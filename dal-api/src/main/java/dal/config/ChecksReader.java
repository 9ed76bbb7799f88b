package dal.config;

import com.typesafe.config.ConfigValue;
import java.util.LinkedHashSet;
import java.util.Set;

/** Reads what is checked of a class's isolation, and the budget of connections. */
final class ChecksReader {

    private final Faults faults;

    ChecksReader(Faults faults) {
        this.faults = faults;
    }

    IsolationChecks checks(Section section) {
        IsolationChecks otherwise = IsolationChecks.DEFAULT;
        Strictness atStart = strictness(section, "at-start", otherwise.atStart());
        Set<String> exempt = otherwise.exempt();
        if (section.ask("exempt") != null) {
            exempt = new LinkedHashSet<>();
            for (ConfigValue name : section.list("exempt")) {
                exempt.add(String.valueOf(name.unwrapped()));
            }
        }
        boolean onRelease = section.flag("on-release", otherwise.onRelease());
        section.finish();
        return new IsolationChecks(atStart, exempt, onRelease);
    }

    BudgetConfig budget(Section section) {
        BudgetConfig otherwise = BudgetConfig.DEFAULT;
        int instances = section.integer("instances", otherwise.instances());
        Strictness strictness = strictness(section, "strictness", otherwise.strictness());
        section.finish();
        return section.checked(
                BudgetConfig.faults(instances), () -> new BudgetConfig(instances, strictness), otherwise);
    }

    private Strictness strictness(Section section, String key, Strictness otherwise) {
        String text = section.text(key);
        if (text == null) {
            return otherwise;
        }
        return faults.attempt(section.label(key), () -> Strictness.of(text), otherwise);
    }
}
