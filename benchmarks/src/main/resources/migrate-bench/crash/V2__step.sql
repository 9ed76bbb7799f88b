create table t2 (id bigint primary key, name text); create index t2_name on t2 (name);
insert into mark values (2);
select pg_sleep(0.005);
