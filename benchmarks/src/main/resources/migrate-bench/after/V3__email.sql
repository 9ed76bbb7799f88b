alter table customer add column email text;
create index customer_by_email on customer (email);
