create table store (
    id   bigint primary key,
    tags text[] not null default '{}'
);
