package dal.telemetry.slowquery;

import java.util.Map;
import java.util.Set;
import org.jooq.Param;
import org.jooq.Query;
import org.jspecify.annotations.Nullable;
import org.slf4j.spi.LoggingEventBuilder;

/** Tells the values of parameters that were named beforehand, and of no others. jOOQ numbers those without a name: a number is no name here. */
final class LoggedBinds {

    private static final int LONGEST = 256;

    private final Set<String> names;

    LoggedBinds(Set<String> names) {
        this.names = names;
    }

    LoggingEventBuilder addTo(LoggingEventBuilder line, @Nullable Query query) {
        if (names.isEmpty() || query == null) {
            return line;
        }
        LoggingEventBuilder told = line;
        for (Map.Entry<String, Param<?>> param : query.getParams().entrySet()) {
            String name = param.getValue().getParamName();
            if (name != null && names.contains(name)) {
                told = told.addKeyValue(
                        "bind." + name, cut(String.valueOf(param.getValue().getValue())));
            }
        }
        return told;
    }

    private static String cut(String value) {
        return value.length() <= LONGEST ? value : value.substring(0, LONGEST) + "...";
    }
}
