create table t3 (id bigint primary key, name text); create index t3_name on t3 (name);
insert into mark values (3);
select pg_sleep(0.005);
