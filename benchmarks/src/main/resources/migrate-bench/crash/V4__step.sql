create table t4 (id bigint primary key, name text); create index t4_name on t4 (name);
insert into mark values (4);
select pg_sleep(0.005);
