package dal.config;

import dal.tenant.TenantClassName;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Reads where the tenant catalog's table is. */
final class TenantTableReader {

    private final Faults faults;

    TenantTableReader(Faults faults) {
        this.faults = faults;
    }

    /** The table; null where none is said. */
    @Nullable
    TenantTableConfig read(Section section) {
        String door = section.text("door");
        String table = said(section.text("table"), TenantTableConfig.DEFAULT_TABLE);
        Duration refresh = section.duration("refresh", TenantTableConfig.DEFAULT_REFRESH);
        String channel = said(section.text("channel"), TenantTableConfig.DEFAULT_CHANNEL);
        section.finish();
        if (section.names().isEmpty()) {
            return null;
        }
        if (door == null) {
            faults.add(section.label("door"), "it is needed: the table is read through a door for work of no tenant");
            return null;
        }
        TenantClassName name =
                faults.attempt(section.label("door"), () -> TenantClassName.of(door), TenantClassName.of("none"));
        return section.checked(
                TenantTableConfig.faults(table, refresh, channel),
                () -> new TenantTableConfig(name, table, refresh, channel),
                new TenantTableConfig(
                        name,
                        TenantTableConfig.DEFAULT_TABLE,
                        TenantTableConfig.DEFAULT_REFRESH,
                        TenantTableConfig.DEFAULT_CHANNEL));
    }

    private static String said(@Nullable String text, String otherwise) {
        return text == null ? otherwise : text;
    }
}
