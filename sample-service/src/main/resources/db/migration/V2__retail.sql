-- Every table carries its tenant. Primary and foreign keys begin with it: rows of one tenant lie together, and no row can
-- point to another tenant's. The tenant comes from the setting app.tenant_id, so statements need not name it; where it
-- was never set, an insert fails. A setting that was reset reads as the empty text, which is nobody's (see the checks).

create schema retail;
comment on schema retail is 'A small retail shop: catalogue, stock, customers, orders. Every table is kept apart by tenant';

create table retail.product (
    tenant_id   text           not null default current_setting('app.tenant_id') check (tenant_id <> ''),
    id          bigint         not null generated always as identity,
    sku         text           not null check (sku <> ''),
    name        text           not null check (name <> ''),
    description text           not null default '',
    category    text           not null check (category <> ''),
    price       numeric(10, 2) not null check (price >= 0),
    created_at  timestamptz    not null default now(),
    primary key (tenant_id, id),
    unique (tenant_id, sku)
);
create index product_by_category on retail.product (tenant_id, category, name);
create index product_by_name on retail.product (tenant_id, name);
comment on table retail.product is 'The catalogue: what is for sale';
comment on column retail.product.tenant_id is 'Whose row this is';
comment on column retail.product.sku is 'The shop''s own number of the article, unique within the tenant';
comment on column retail.product.price is 'What one costs today; an order keeps the price it was placed at';

create table retail.stock (
    tenant_id  text        not null default current_setting('app.tenant_id') check (tenant_id <> ''),
    product_id bigint      not null,
    quantity   integer     not null check (quantity >= 0),
    updated_at timestamptz not null default now(),
    primary key (tenant_id, product_id),
    foreign key (tenant_id, product_id) references retail.product (tenant_id, id) on delete cascade
);
comment on table retail.stock is 'How many of a product can be sold; apart from the product, since it changes with every order';
comment on column retail.stock.tenant_id is 'Whose row this is';
comment on column retail.stock.quantity is 'Never below zero: taking more than there is fails';

create table retail.customer (
    tenant_id     text        not null default current_setting('app.tenant_id') check (tenant_id <> ''),
    id            bigint      not null generated always as identity,
    name          text        not null check (name <> ''),
    email         text        not null check (email like '%_@_%'),
    registered_at timestamptz not null default now(),
    primary key (tenant_id, id)
);
create unique index customer_by_email on retail.customer (tenant_id, lower(email));
create index customer_by_name on retail.customer (tenant_id, name);
comment on table retail.customer is 'Who buys';
comment on column retail.customer.tenant_id is 'Whose row this is';
comment on column retail.customer.email is 'Unique within the tenant, whatever its case';

create table retail.customer_order (
    tenant_id   text           not null default current_setting('app.tenant_id') check (tenant_id <> ''),
    id          bigint         not null generated always as identity,
    customer_id bigint         not null,
    status      text           not null default 'placed'
                               check (status in ('placed', 'paid', 'shipped', 'delivered', 'cancelled')),
    total       numeric(12, 2) not null check (total >= 0),
    placed_at   timestamptz    not null default now(),
    primary key (tenant_id, id),
    foreign key (tenant_id, customer_id) references retail.customer (tenant_id, id)
);
create index customer_order_by_customer on retail.customer_order (tenant_id, customer_id, placed_at desc);
create index customer_order_by_time on retail.customer_order (tenant_id, placed_at desc);
comment on table retail.customer_order is 'What a customer ordered at one time';
comment on column retail.customer_order.tenant_id is 'Whose row this is';
comment on column retail.customer_order.status is 'placed, paid, shipped, delivered or cancelled';
comment on column retail.customer_order.total is 'The sum of its lines when it was placed';

create table retail.order_line (
    tenant_id  text           not null default current_setting('app.tenant_id') check (tenant_id <> ''),
    order_id   bigint         not null,
    line_no    smallint       not null check (line_no > 0),
    product_id bigint         not null,
    quantity   integer        not null check (quantity > 0),
    unit_price numeric(10, 2) not null check (unit_price >= 0),
    primary key (tenant_id, order_id, line_no),
    foreign key (tenant_id, order_id) references retail.customer_order (tenant_id, id) on delete cascade,
    foreign key (tenant_id, product_id) references retail.product (tenant_id, id)
);
create index order_line_by_product on retail.order_line (tenant_id, product_id);
comment on table retail.order_line is 'One product of an order';
comment on column retail.order_line.tenant_id is 'Whose row this is';
comment on column retail.order_line.line_no is 'Its place on the order, from 1';
comment on column retail.order_line.unit_price is 'What one cost when the order was placed';
