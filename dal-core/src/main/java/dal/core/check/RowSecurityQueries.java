package dal.core.check;

/** What a server is asked about row-level security, over a connection of the role it is to hold back. */
final class RowSecurityQueries {

    /** Of the role: what it is exempt from by itself, and whom else it may become. */
    static final String ROLE = """
            select rolsuper, rolbypassrls,
                (select string_agg(quote_ident(other.rolname), ', ' order by other.rolname) from pg_roles as other
                 where (other.rolsuper or other.rolbypassrls) and other.oid <> own.oid
                     and pg_has_role(own.oid, other.oid, 'MEMBER'))
            from pg_roles as own where rolname = current_user
            """;

    /**
     * What a view, or one that it reads, shows with the rights of an owner whom no policy holds back. A table's owner passes its policies unless they are forced. Of
     * a table without policies only what the role reaches in no other way counts, where the view does not compare with the setting itself: any other is found as a
     * table.
     */
    private static final String UNGUARDED = """
            with recursive seen as (
                select c.oid
                union
                select d.refobjid from seen
                join pg_rewrite as r on r.ev_class = seen.oid
                join pg_depend as d on d.classid = 'pg_rewrite'::regclass and d.objid = r.oid and d.refclassid = 'pg_class'::regclass
                join pg_class as inner_view on inner_view.oid = d.refobjid and inner_view.relkind = 'v')
            select string_agg(distinct v.oid::regclass || ' reads ' || t.oid::regclass || ' as ' || quote_ident(owner.rolname), ', ')
            from seen
            join pg_class as v on v.oid = seen.oid and v.relkind = 'v'
                and not exists (select from pg_options_to_table(v.reloptions) as o
                    where o.option_name = 'security_invoker' and o.option_value::boolean)
            join pg_roles as owner on owner.oid = v.relowner
            join pg_rewrite as r on r.ev_class = v.oid
            join pg_depend as d on d.classid = 'pg_rewrite'::regclass and d.objid = r.oid and d.refclassid = 'pg_class'::regclass
            join pg_class as t on t.oid = d.refobjid and t.relkind in ('r', 'p')
                and t.relnamespace not in ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
            where case when t.relrowsecurity
                then owner.rolsuper or owner.rolbypassrls
                    or (not t.relforcerowsecurity and pg_has_role(owner.oid, t.relowner, 'USAGE'))
                else not has_any_column_privilege(t.oid, 'SELECT') and position(? in lower(pg_get_viewdef(v.oid))) = 0 end
            """;

    /**
     * Of each table, the policies that let rows pass without naming the setting, for the role, and whether a restrictive one names it for everything. Each part of a
     * policy has to: a row may be read by one and written by the other.
     */
    private static final String POLICIES = """
            with policies as (
                select p.polrelid, p.polname, p.polpermissive, p.polcmd,
                    position(? in lower(coalesce(pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)))) > 0
                        and position(? in lower(coalesce(pg_get_expr(p.polwithcheck, p.polrelid), pg_get_expr(p.polqual, p.polrelid)))) > 0
                        as compares
                from pg_policy as p
                where exists (select from unnest(p.polroles) as r where r = 0 or pg_has_role(r, 'USAGE'))),
            guards as (
                select polrelid, bool_or(not polpermissive and compares and polcmd = '*') as bounded,
                    string_agg(polname, ', ' order by polname) filter (where polpermissive and not compares) as others
                from policies group by polrelid)
            """;

    /** Everything the role may reach, but what belongs to an extension. The setting's name, as an expression would hold it and in small letters, is each of its {@link #NAMES} values. */
    static final String RELATIONS = POLICIES + """
            select n.nspname || '.' || c.relname as name, c.relkind, c.relrowsecurity, c.relforcerowsecurity,
                pg_has_role(c.relowner, 'USAGE') as owned,
                case when c.relkind = 'v' then (""" + UNGUARDED + """
                ) end as unguarded,
                (select count(*) from pg_policy as p where p.polrelid = c.oid) as policies,
                case when not guards.bounded then guards.others end as others,
                has_table_privilege(c.oid, 'TRUNCATE') as truncates
            from pg_class as c
            join pg_namespace as n on n.oid = c.relnamespace
            left join guards on guards.polrelid = c.oid
            where c.relkind in ('r', 'p', 'f', 'v', 'm')
                and n.nspname <> 'information_schema' and n.nspname not like 'pg\\_%'
                and has_schema_privilege(n.oid, 'USAGE')
                and (has_any_column_privilege(c.oid, 'SELECT, INSERT, UPDATE') or has_table_privilege(c.oid, 'DELETE, TRUNCATE'))
                and not exists (select from pg_depend as d
                    where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
            order by 1
            """;

    /** How often {@link #RELATIONS} asks for the setting's name. */
    static final int NAMES = 3;

    private RowSecurityQueries() {}
}
