create domain sku as text check (value ~ '^[A-Z0-9-]+$');
create table product (
    id    bigint generated always as identity primary key,
    sku   sku not null unique,
    title text not null
);
