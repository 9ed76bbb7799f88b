-- The functions of PostgreSQL 18 that a read may call and still be provably one: what readable-functions.txt lists.
-- Every overload is immutable or stable, or is named below as volatile for its result alone; none is there for the server's own
-- use; none runs SQL, reads files, tells of the session or of the node that answers, or assigns a transaction id.
with entry as (
  select p.proname as name,
         p.provolatile in ('i', 's')
           or p.proname in ('array_sample', 'array_shuffle', 'clock_timestamp', 'gen_random_uuid', 'pg_sleep', 'pg_sleep_for', 'pg_sleep_until',
                            'random', 'random_normal', 'timeofday', 'uuidv4', 'uuidv7') as harmless,
         p.prokind in ('f', 'a', 'w')
           and not exists (
             select from unnest(p.prorettype || p.proargtypes::oid[]) as t(id)
             join pg_type on pg_type.oid = t.id
             where pg_type.typname in ('internal', 'cstring', 'trigger', 'event_trigger', 'language_handler', 'fdw_handler', 'index_am_handler',
                                       'table_am_handler', 'tsm_handler', 'pg_ddl_command')) as callable,
         coalesce(obj_description(p.oid, 'pg_proc'), '') ~ ('^(implementation of|I/O|aggregate .*function|.* support$|hash$|less-equal-greater|'
             || 'restriction selectivity|join selectivity|internal|deserialize|serialize|larger of|smaller of)')
           and p.proname !~ '^(jsonb_(concat|contain|delete|exists).*|array_cat|array(contains|contained|overlap)|starts_with)$' as plumbing
    from pg_proc p
   where p.pronamespace = 'pg_catalog'::regnamespace
)
select name
  from entry
 where name !~ '^(binary_upgrade_|lo_|txid_|inet_(client|server)_|brin_|gin_|gist_|spg_|RI_)'
   and name !~ '(_to_xml(schema|_and_xmlschema)?|_validator|_transfn)$'
   and (name !~ '^pg_' or name ~ '^pg_(get_(.*def|expr|serial_sequence|userbyid|partkeydef|function_.*|keywords)|.*_is_visible|column_size|column_compression|typeof|basetype|has_role|size_.*|input_.*|collation_for|wal_lsn_diff|char_to_encoding|encoding_to_char|client_encoding|describe_object|identify_object.*|partition_root|relation_is_updatable|column_is_updatable|sleep.*)$')
   and name not in ('current_setting', 'getpgusername', 'version', 'pg_get_publication_tables', 'ts_rewrite')
 group by name
having bool_and(harmless and callable) and not bool_and(plumbing)
 order by name collate "C"
