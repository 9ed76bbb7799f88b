create or replace view available_product as
select id, title from product where stock > 0;
