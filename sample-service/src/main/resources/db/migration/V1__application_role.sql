-- The role the service logs in as. It is subject to row-level security: no superuser, no BYPASSRLS, owner of nothing.
--
-- Roles belong to the whole server, so another database may have made it already, or be making it right now. It is
-- created without a password: credentials change more often than schemas and have no place in a script. Give it one with
--     alter role retail_app password '...'
-- or let it in by certificate.

do $$
begin
    if not exists (select from pg_roles where rolname = 'retail_app') then
        create role retail_app login nosuperuser nobypassrls nocreatedb nocreaterole;
    end if;
exception
    when duplicate_object or unique_violation then
        null; -- made by another migration since we looked
end
$$;

do $$
begin
    if exists (select from pg_roles where rolname = 'retail_app' and (rolsuper or rolbypassrls)) then
        raise exception 'role retail_app is not subject to row-level security'
            using hint = 'alter role retail_app nosuperuser nobypassrls';
    end if;
end
$$;
