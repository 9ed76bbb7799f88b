package dal.core.tenancy;

import dal.transaction.Isolation;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What is put around a statement so that the tenant is bound in the statement's own round trip.
 *
 * <p>An autocommit statement becomes one text of several statements, {@code begin; select set_config('app.tenant_id', ?, true); ...; commit}: the explicit
 * begin and commit matter, since the driver may put a Sync between any two of them, and without a transaction the setting would end there. The tenant is a bind
 * value, so the text is the same for every tenant and each part of it becomes a server-prepared statement. A read begins {@code begin read only}: once the
 * settings are selected, the server lets nobody leave that mode.
 *
 * <p>In a transaction only the first statement carries a prefix; BEGIN is the driver's own and rides on it.
 *
 * <p>What a replica shows is older than the check of its position where both share a snapshot: that is taken before anything is evaluated, and replay goes on in
 * between. So the statement's own is always taken later. One text runs at read committed, where each of its statements takes one. A transaction's check stands in a
 * transaction ahead of it, which is chained so that the connection never rests, and a pooler never changes the server, between the two.
 *
 * <p>Texts are kept for the statements seen first, a bounded number of them; later ones are put together each time.
 */
public final class StatementFrame {

    /** Tells the transaction's id, which it takes by that, and the timeline on which the id means this transaction: {@code 1234/00000001}. */
    private static final String IDENTITY =
            "pg_current_xact_id()::text || '/' || left(pg_walfile_name(pg_current_wal_flush_lsn()), 8)";

    private static final int CACHED_TEXTS = 4096;
    private static final int LONGEST_CACHED_TEXT = 4096;
    private static final String SEPARATOR = "; ";

    /** Begins a line, so that a comment at the end of the statement ends with it. */
    private static final String BEHIND_STATEMENT = "\n; ";

    private final boolean readOnly;
    private final PositionQuery position;
    private final NodeCheck check;
    private final String begin;
    private final String settings;
    private final String checkAhead;
    private final String settingsBehind;
    private final String commit;
    private final int settingCount;
    private final boolean deferrable;
    private final boolean tellsIdentity;
    private final Map<String, String> texts = new ConcurrentHashMap<>();

    /**
     * @param settings what is assigned to bind the tenant ({@link TenantBinder#assignments()}), nothing for an unbound class
     * @param readOnly whether the server is to refuse writes
     * @param position what is asked behind the commit
     * @param check what the server is to confirm of itself, whose values are the first; left out where nothing else is selected ahead of a statement that may
     *     write, since by itself it could cost a round trip
     */
    public StatementFrame(List<String> settings, boolean readOnly, PositionQuery position, NodeCheck check) {
        this(settings, readOnly, position, check, false, false);
    }

    /**
     * A transaction's.
     *
     * @param deferrable whether it waits for a snapshot that nobody can spoil
     * @param tellsIdentity whether the last of what its prefix selects is {@link #IDENTITY}
     */
    public StatementFrame(
            List<String> settings,
            boolean readOnly,
            PositionQuery position,
            NodeCheck check,
            boolean deferrable,
            boolean tellsIdentity) {
        this.readOnly = readOnly;
        this.deferrable = deferrable;
        this.tellsIdentity = tellsIdentity;
        this.check = check == NodeCheck.IS_PRIMARY && settings.isEmpty() && !readOnly ? NodeCheck.NONE : check;
        this.position = position;
        this.commit = (position.before().isEmpty() ? "" : position.before() + SEPARATOR) + "commit"
                + (position.behind().isEmpty() ? "" : SEPARATOR + position.behind());
        this.settingCount = settings.size() + this.check.bindCount();
        boolean counts = this.check == NodeCheck.HAS_REPLAYED;
        this.begin = "begin" + (counts ? " isolation level read committed" : "") + (readOnly ? " read only" : "");
        this.settings = withIdentity(selectSettings(settings, this.check, readOnly));
        this.checkAhead = counts ? "select " + this.check.expression() + SEPARATOR + "commit and chain" : "";
        this.settingsBehind = counts ? withIdentity(selectSettings(settings, NodeCheck.NONE, readOnly)) : this.settings;
    }

    private String withIdentity(String select) {
        if (!tellsIdentity) {
            return select;
        }
        return (select.isEmpty() ? "select " : select + ", ") + IDENTITY;
    }

    /** Something is selected wherever the server is to hold on to a read-only mode. */
    private static String selectSettings(List<String> assignments, NodeCheck check, boolean readOnly) {
        if (assignments.isEmpty() && check == NodeCheck.NONE) {
            return readOnly ? "select 1" : "";
        }
        StringBuilder text = new StringBuilder("select ").append(check.expression());
        for (String assignment : assignments) {
            text.append(text.length() > 7 ? ", " : "").append(assignment);
        }
        return text.toString();
    }

    /** How many bind values precede the statement's own. */
    public int bindCount() {
        return settingCount;
    }

    /** Whether the server refuses writes in it. */
    public boolean readOnly() {
        return readOnly;
    }

    /** What the server confirms of itself before it executes a statement. */
    public NodeCheck check() {
        return check;
    }

    /** Whether a transaction's prefix tells which transaction it is, in the last column of its last result. */
    public boolean tellsIdentity() {
        return tellsIdentity;
    }

    /** Whether the position is asked for. */
    public boolean asksPosition() {
        return position != PositionQuery.NONE;
    }

    /** The text of an autocommit statement, which ends without a semicolon. */
    public String autocommit(String sql) {
        String known = texts.get(sql);
        if (known != null) {
            return known;
        }
        StringBuilder text = new StringBuilder(begin).append(SEPARATOR);
        if (!settings.isEmpty()) {
            text.append(settings).append(SEPARATOR);
        }
        text.append(sql).append(BEHIND_STATEMENT).append(commit);
        String composed = text.toString();
        if (texts.size() < CACHED_TEXTS && sql.length() <= LONGEST_CACHED_TEXT) {
            texts.put(sql, composed);
        }
        return composed;
    }

    /** How many results of {@link #autocommit} come before the statement's own. */
    public int autocommitResultsBefore() {
        return settings.isEmpty() ? 1 : 2;
    }

    /** What precedes the first statement of a transaction; empty if nothing does. */
    public String transactionPrefix(@Nullable Isolation isolation) {
        StringBuilder text = new StringBuilder(checkAhead);
        if (isolation != null || readOnly) {
            text.append(text.isEmpty() ? "" : SEPARATOR)
                    .append("set transaction")
                    .append(isolation == null ? "" : " isolation level " + isolation.sql())
                    .append(readOnly ? " read only" : "")
                    .append(deferrable ? " deferrable" : "");
        }
        if (!settingsBehind.isEmpty()) {
            text.append(text.isEmpty() ? "" : SEPARATOR).append(settingsBehind);
        }
        return text.toString();
    }

    /** How many results of {@link #transactionPrefix} there are. */
    public int transactionResultsBefore(@Nullable Isolation isolation) {
        return (checkAhead.isEmpty() ? 0 : 2)
                + (isolation != null || readOnly ? 1 : 0)
                + (settingsBehind.isEmpty() ? 0 : 1);
    }

    /** What commits a transaction, with what tells the position around it. */
    public String commit() {
        return commit;
    }

    /** What rolls a transaction back, with what tells the position behind it. */
    public String rollback() {
        return "rollback; " + position.behind();
    }

    /** Whether the first part of {@link #commit} tells if the transaction waits for the disk. */
    public boolean asksBeforeCommit() {
        return !position.before().isEmpty();
    }

    /** The first statement of a transaction behind its prefix. */
    public static String prefixed(String prefix, String sql) {
        return prefix.isEmpty() ? sql : prefix + SEPARATOR + sql;
    }
}
