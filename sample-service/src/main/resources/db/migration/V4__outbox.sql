-- What happened and is to be told to others: written in the transaction in which it happened, so that it is told of if
-- and only if that was committed.

create table retail.outbox (
    tenant_id  text        not null default current_setting('app.tenant_id') check (tenant_id <> ''),
    id         bigint      not null generated always as identity,
    kind       text        not null check (kind <> ''),
    subject    bigint      not null,
    written_at timestamptz not null default now(),
    primary key (tenant_id, id)
);
comment on table retail.outbox is 'Events that have not been handed on yet';
comment on column retail.outbox.tenant_id is 'Whose row this is';
comment on column retail.outbox.id is 'Grows with the time of writing, not of committing; by it a receiver knows an event it has had';
comment on column retail.outbox.subject is 'What it happened to, for example the id of an order';

alter table retail.outbox enable row level security;
alter table retail.outbox force row level security;
create policy tenant on retail.outbox
    using (tenant_id = current_setting('app.tenant_id', true))
    with check (tenant_id = current_setting('app.tenant_id', true));
