package dal.config;

import dal.tenant.TenantClassName;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * The table that the tenant catalog is read from.
 *
 * @param door the door of no tenant that it is read through; its role has to be allowed to select from it
 * @param table its name, with a schema before it or without: {@code dal_tenant}, {@code control.dal_tenant}. Lower-case letters, digits and underscores
 * @param refresh how often it is read again at least, from 1 s
 * @param channel where NOTIFY tells that it changed; a name like a table's
 */
public record TenantTableConfig(TenantClassName door, String table, Duration refresh, String channel) {

    public static final String DEFAULT_TABLE = "dal_tenant";
    public static final Duration DEFAULT_REFRESH = Duration.ofSeconds(30);
    public static final String DEFAULT_CHANNEL = "dal_tenant";

    private static final Duration LEAST_REFRESH = Duration.ofSeconds(1);
    private static final String NAME = "[a-z_][a-z0-9_]{0,62}";
    private static final Pattern TABLE = Pattern.compile(NAME + "(\\." + NAME + ")?");
    private static final Pattern CHANNEL = Pattern.compile(NAME);

    public TenantTableConfig {
        Objects.requireNonNull(door, "door");
        Limits.orThrow(faults(table, refresh, channel));
    }

    /** What cannot be met, each beginning with the key it is about. */
    static List<String> faults(String table, Duration refresh, String channel) {
        return new Limits()
                .require(
                        TABLE.matcher(table).matches(),
                        "table",
                        "takes lower-case letters, digits and '_' (at most 63, no digit first), with a schema and a dot"
                                + " before it or without, not '" + table + "'")
                .atLeast("refresh", LEAST_REFRESH, refresh)
                .require(
                        CHANNEL.matcher(channel).matches(),
                        "channel",
                        "takes lower-case letters, digits and '_' (at most 63, no digit first), not '" + channel + "'")
                .faults();
    }

    /**
     * The statements that create the table, and the trigger that tells of every change to it; they may be run again. For the owner of the schema: the door's
     * role needs no more than {@code select}.
     */
    public String ddl() {
        return """
                create table if not exists %1$s (
                    tenant_id text primary key,
                    tenant_class text not null,
                    weight int not null default 1 check (weight between 1 and 1000),
                    suspended boolean not null default false
                );
                create or replace function %1$s_changed() returns trigger language plpgsql as
                    'begin perform pg_notify(''%2$s'', ''''); return null; end';
                create or replace trigger tenant_changed
                    after insert or update or delete or truncate on %1$s
                    for each statement execute function %1$s_changed();
                """.formatted(table, channel);
    }
}
