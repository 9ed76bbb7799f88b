alter table product add column stock int not null default 0;
create role ${reader};
grant select on product to ${reader};
