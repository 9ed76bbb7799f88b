-- Keeps the tenants apart whatever a statement says. FORCE holds the owner to it too, who runs these scripts: a later
-- script that changes rows has to set app.tenant_id tenant by tenant (or be run by a role with BYPASSRLS), else it
-- changes nothing. A setting never made reads as null, one that was reset as '': both match no row.

alter table retail.product enable row level security;
alter table retail.product force row level security;
create policy tenant on retail.product
    using (tenant_id = current_setting('app.tenant_id', true))
    with check (tenant_id = current_setting('app.tenant_id', true));

alter table retail.stock enable row level security;
alter table retail.stock force row level security;
create policy tenant on retail.stock
    using (tenant_id = current_setting('app.tenant_id', true))
    with check (tenant_id = current_setting('app.tenant_id', true));

alter table retail.customer enable row level security;
alter table retail.customer force row level security;
create policy tenant on retail.customer
    using (tenant_id = current_setting('app.tenant_id', true))
    with check (tenant_id = current_setting('app.tenant_id', true));

alter table retail.customer_order enable row level security;
alter table retail.customer_order force row level security;
create policy tenant on retail.customer_order
    using (tenant_id = current_setting('app.tenant_id', true))
    with check (tenant_id = current_setting('app.tenant_id', true));

alter table retail.order_line enable row level security;
alter table retail.order_line force row level security;
create policy tenant on retail.order_line
    using (tenant_id = current_setting('app.tenant_id', true))
    with check (tenant_id = current_setting('app.tenant_id', true));

-- Rows, and nothing else: no TRUNCATE, which row-level security does not cover, no REFERENCES, no TRIGGER.
grant usage on schema retail to retail_app;
grant select, insert, update, delete on all tables in schema retail to retail_app;
grant usage, select on all sequences in schema retail to retail_app;
alter default privileges in schema retail grant select, insert, update, delete on tables to retail_app;
alter default privileges in schema retail grant usage, select on sequences to retail_app;
