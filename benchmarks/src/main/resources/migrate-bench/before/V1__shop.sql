create table customer (id bigint primary key, name text not null);
create table orders (id bigint primary key, customer_id bigint not null references customer (id), total numeric not null);
