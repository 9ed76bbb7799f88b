create table mark (script int not null);
insert into mark values (1);
select pg_sleep(0.005);
