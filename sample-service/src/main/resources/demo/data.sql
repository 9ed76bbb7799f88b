-- The demonstration's data: a dozen made-up shops, about 4,800 products, 3,400 customers and 14,000 orders of the last
-- 90 days. The same every time but for the dates, which count back from now: variety comes from md5, not from random().
-- Loading it again adds nothing: a tenant that has products already is left alone.
--
-- Run it as the owner of the tables, or as a superuser, after the migrations: it is one transaction. The owner is held to
-- row-level security (see V3), and these statements write all tenants at once, so FORCE is lifted while the transaction
-- lasts. That locks the tables against everybody else: nobody can look while it is lifted, and a second load waits.

begin;

alter table retail.product no force row level security;
alter table retail.stock no force row level security;
alter table retail.customer no force row level security;
alter table retail.customer_order no force row level security;
alter table retail.order_line no force row level security;

-- Four premium shops, which are larger, and eight standard ones.
create temporary table demo_tenant on commit drop as
select tenant_id, products, customers, orders
from (values
    ('acme',      900, 700, 3600),
    ('bluebird',  700, 520, 2600),
    ('cobalt',    640, 460, 2100),
    ('driftwood', 560, 400, 1700),
    ('ember',     320, 240,  800),
    ('foxglove',  300, 220,  700),
    ('granite',   280, 200,  600),
    ('harbour',   260, 180,  520),
    ('ivory',     240, 160,  460),
    ('juniper',   220, 140,  400),
    ('kestrel',   200, 120,  320),
    ('lantern',   180, 100,  260)
) as shop (tenant_id, products, customers, orders)
where not exists (select from retail.product p where p.tenant_id = shop.tenant_id);

-- Every name that can be put together from a style, a material and an article that is made of it.
create temporary table demo_article on commit drop as
select kind.category,
       style.word || ' ' || material.word || ' ' || article.noun as name,
       style.phrase || ' ' || article.use as description,
       upper(left(kind.category, 3)) as prefix,
       article.price * style.factor as price
from (values
    ('Furniture',  array['Oak', 'Walnut', 'Ash', 'Pine', 'Birch', 'Bamboo']),
    ('Kitchen',    array['Steel', 'Copper', 'Enamel', 'Stoneware', 'Glass', 'Cast-Iron']),
    ('Textiles',   array['Linen', 'Cotton', 'Wool', 'Hemp', 'Velvet', 'Jute']),
    ('Garden',     array['Zinc', 'Terracotta', 'Cedar', 'Galvanised', 'Wicker', 'Slate']),
    ('Stationery', array['Leather', 'Canvas', 'Cork', 'Felt', 'Kraft', 'Brass']),
    ('Lighting',   array['Brass', 'Ceramic', 'Rattan', 'Opal', 'Paper', 'Marble'])
) as kind (category, materials)
cross join lateral unnest(kind.materials) as material (word)
join (values
    ('Furniture',  'Chair',          118.00, 'chair for desk and dining table.'),
    ('Furniture',  'Stool',           64.00, 'stool that takes little room.'),
    ('Furniture',  'Bookshelf',      229.00, 'bookshelf with five boards.'),
    ('Furniture',  'Side Table',      92.00, 'side table for sofa or bed.'),
    ('Furniture',  'Writing Desk',   348.00, 'writing desk with a shallow drawer.'),
    ('Furniture',  'Bench',          174.00, 'bench for hall or table.'),
    ('Furniture',  'Coat Stand',      86.00, 'coat stand with eight hooks.'),
    ('Furniture',  'Sideboard',      519.00, 'sideboard with sliding doors.'),
    ('Kitchen',    'Kettle',          58.00, 'kettle, 1.5 litres.'),
    ('Kitchen',    'Saucepan',        72.00, 'saucepan with lid, 2 litres.'),
    ('Kitchen',    'Mixing Bowl',     24.00, 'mixing bowl that nests with its sisters.'),
    ('Kitchen',    'Teapot',          46.00, 'teapot for four cups.'),
    ('Kitchen',    'Mug',             14.50, 'mug, 300 millilitres.'),
    ('Kitchen',    'Baking Dish',     38.00, 'baking dish for oven and table.'),
    ('Kitchen',    'Storage Jar',     19.00, 'storage jar that closes tight.'),
    ('Kitchen',    'Serving Plate',   27.50, 'serving plate, 32 centimetres.'),
    ('Textiles',   'Throw',           79.00, 'throw, 130 by 180 centimetres.'),
    ('Textiles',   'Cushion Cover',   26.00, 'cushion cover, 50 by 50 centimetres.'),
    ('Textiles',   'Curtain',         88.00, 'curtain, sold as a pair.'),
    ('Textiles',   'Tablecloth',      54.00, 'tablecloth for six to eight places.'),
    ('Textiles',   'Rug',            196.00, 'rug, woven on a wide loom.'),
    ('Textiles',   'Apron',           32.00, 'apron with two pockets.'),
    ('Textiles',   'Table Runner',    29.00, 'table runner, 40 by 150 centimetres.'),
    ('Textiles',   'Basket Liner',    12.00, 'basket liner that can be washed.'),
    ('Garden',     'Watering Can',    34.00, 'watering can, 9 litres, with a fine rose.'),
    ('Garden',     'Planter',         48.00, 'planter that stands frost.'),
    ('Garden',     'Herb Trough',     39.00, 'herb trough for a window sill.'),
    ('Garden',     'Bird Feeder',     27.00, 'bird feeder that is easy to clean.'),
    ('Garden',     'Lantern',         42.00, 'lantern for a large candle.'),
    ('Garden',     'Log Basket',      66.00, 'log basket with strong handles.'),
    ('Garden',     'Plant Stand',     57.00, 'plant stand with three steps.'),
    ('Garden',     'Plant Label Set',  9.50, 'set of ten plant labels.'),
    ('Stationery', 'Notebook',        16.00, 'notebook, 160 dotted pages.'),
    ('Stationery', 'Pencil Case',     21.00, 'pencil case with a zip.'),
    ('Stationery', 'Desk Organiser',  36.00, 'desk organiser with five bays.'),
    ('Stationery', 'Letter Tray',     31.00, 'letter tray that stacks.'),
    ('Stationery', 'Photo Album',     44.00, 'photo album, 60 leaves.'),
    ('Stationery', 'Card Holder',     18.00, 'card holder for a desk.'),
    ('Stationery', 'Bookmark',         6.50, 'bookmark.'),
    ('Stationery', 'Desk Mat',        39.50, 'desk mat, 40 by 70 centimetres.'),
    ('Lighting',   'Table Lamp',      94.00, 'table lamp with a cloth cable.'),
    ('Lighting',   'Floor Lamp',     189.00, 'floor lamp with a foot switch.'),
    ('Lighting',   'Pendant',        132.00, 'pendant for the dining table.'),
    ('Lighting',   'Wall Light',      76.00, 'wall light that shines up and down.'),
    ('Lighting',   'Reading Lamp',    83.00, 'reading lamp with a long arm.'),
    ('Lighting',   'Candle Holder',   22.00, 'candle holder for one taper.'),
    ('Lighting',   'Night Light',     29.00, 'night light that dims by itself.'),
    ('Lighting',   'Tea Light Set',   17.50, 'set of six tea light holders.')
) as article (category, noun, price, use) on article.category = kind.category
cross join (values
    ('Classic',  'A classic',            1.00),
    ('Slim',     'A slim',               0.92),
    ('Large',    'A generously sized',   1.38),
    ('Compact',  'A compact',            0.81),
    ('Rustic',   'A rustic',             1.06),
    ('Modern',   'A modern',             1.12),
    ('Handmade', 'A handmade',           1.62),
    ('Nordic',   'A light, northern',    1.18),
    ('Heritage', 'A traditional',        1.27),
    ('Everyday', 'A plain, hard-wearing', 0.74)
) as style (word, phrase, factor);

-- Each shop carries its own choice of them, at its own prices, which end as prices do.
create temporary table demo_product on commit drop as
select nextval('retail.product_id_seq') as id, chosen.*
from (
    select t.tenant_id,
           row_number() over (partition by t.tenant_id order by a.dice) as n,
           t.products,
           a.prefix, a.name, a.description, a.category, a.dice,
           greatest(floor(a.price * (0.85 + get_byte(a.dice, 1) / 850.0)), 1)
               + (array[0.00, 0.50, 0.90, 0.95])[1 + get_byte(a.dice, 2) % 4] as price
    from demo_tenant t
    cross join lateral (
        select b.*, decode(md5(t.tenant_id || b.name), 'hex') as dice from demo_article b
    ) a
) chosen
where chosen.n <= chosen.products
order by chosen.tenant_id, chosen.n;

insert into retail.product (tenant_id, id, sku, name, description, category, price, created_at)
overriding system value
select tenant_id, id, prefix || '-' || to_char(n, 'FM00000'), name, description, category, price,
       now() - make_interval(days => 91 + get_byte(dice, 3) * 3)
from demo_product;

-- Some are sold out.
insert into retail.stock (tenant_id, product_id, quantity)
select tenant_id, id, case when get_byte(dice, 4) < 8 then 0 else 5 + get_byte(dice, 5) end
from demo_product;

create temporary table demo_customer on commit drop as
select nextval('retail.customer_id_seq') as id, chosen.*
from (
    select t.tenant_id,
           row_number() over (partition by t.tenant_id order by p.dice) as n,
           t.customers,
           p.given, p.family, p.dice
    from demo_tenant t
    cross join lateral (
        select given, family, decode(md5(t.tenant_id || given || family), 'hex') as dice
        from unnest(array[
            'Ada', 'Amir', 'Ana', 'Anton', 'Beatrice', 'Bilal', 'Carmen', 'Chidi', 'Clara', 'Daniel', 'Elena', 'Emil',
            'Fatima', 'Felix', 'Grace', 'Hanna', 'Hugo', 'Ines', 'Ivan', 'Jonas', 'Julia', 'Kofi', 'Lara', 'Leo',
            'Lucia', 'Maria', 'Mateo', 'Mei', 'Milan', 'Nadia', 'Nora', 'Oscar', 'Paula', 'Priya', 'Rosa', 'Samuel',
            'Sofia', 'Tariq', 'Vera', 'Yuki']) as given
        cross join unnest(array[
            'Adeyemi', 'Andersen', 'Bauer', 'Becker', 'Bianchi', 'Brown', 'Carter', 'Chen', 'Costa', 'Diaz', 'Dubois',
            'Evans', 'Fischer', 'Garcia', 'Haddad', 'Hansen', 'Ito', 'Ivanova', 'Jansen', 'Kaur', 'Kim', 'Kowalski',
            'Larsen', 'Lopez', 'Martin', 'Mensah', 'Moreau', 'Murphy', 'Nguyen', 'Novak', 'Okafor', 'Patel', 'Petrov',
            'Rossi', 'Santos', 'Schmidt', 'Silva', 'Singh', 'Tanaka', 'Wagner', 'Walker', 'Weber', 'Wilson', 'Yilmaz']) as family
    ) p
) chosen
where chosen.n <= chosen.customers
order by chosen.tenant_id, chosen.n;

insert into retail.customer (tenant_id, id, name, email, registered_at)
overriding system value
select tenant_id, id, given || ' ' || family, lower(given || '.' || family) || '@example.com',
       now() - make_interval(days => 91 + get_byte(dice, 3) * 4, secs => get_byte(dice, 4) * 300)
from demo_customer;

-- Orders: few customers buy often, most seldom; more of late than long ago; by day, and never in the future.
create temporary table demo_order on commit drop as
select nextval('retail.customer_order_id_seq') as id, drawn.*
from (
    select t.tenant_id, t.products, d.dice,
           1 + floor(t.customers * power(get_byte(d.dice, 0) / 256.0::float8 + get_byte(d.dice, 1) / 65536.0::float8, 1.7))::bigint as customer_n,
           least(now() - make_interval(mins => 3 + get_byte(d.dice, 2)),
                 date_trunc('day', now())
                     - make_interval(days => floor(90 * power(get_byte(d.dice, 3) / 256.0::float8, 1.15))::int)
                     + make_interval(mins => 420 + (get_byte(d.dice, 4) * 256 + get_byte(d.dice, 5)) % 900)) as placed_at
    from demo_tenant t
    cross join lateral generate_series(1, t.orders) as number
    cross join lateral (select decode(md5(t.tenant_id || '/order/' || number), 'hex') as dice) d
) drawn
order by drawn.placed_at;

-- One to five lines each. The steps between an order's products are at most 13 wide, so none is on it twice.
create temporary table demo_line on commit drop as
select o.tenant_id, o.id as order_id, line_no, p.id as product_id, p.price,
       1 + (get_byte(o.dice, 8 + line_no) % 16) / 7 as quantity
from demo_order o
cross join lateral generate_series(1, 1 + get_byte(o.dice, 6) % 5) as line_no
join demo_product p
  on p.tenant_id = o.tenant_id
 and p.n = 1 + (floor(o.products * power(get_byte(o.dice, 7) / 256.0::float8 + get_byte(o.dice, 8) / 65536.0::float8, 1.4))::bigint
                + line_no * (1 + get_byte(o.dice, 14) % 13)) % o.products;

insert into retail.customer_order (tenant_id, id, customer_id, status, total, placed_at)
overriding system value
select o.tenant_id, o.id, c.id,
       case
           when get_byte(o.dice, 15) < 9 then 'cancelled'
           when o.placed_at < now() - interval '8 days' then 'delivered'
           when o.placed_at < now() - interval '3 days' then 'shipped'
           when o.placed_at < now() - interval '6 hours' then 'paid'
           else 'placed'
       end,
       l.total, o.placed_at
from demo_order o
join demo_customer c on c.tenant_id = o.tenant_id and c.n = o.customer_n
join (select order_id, sum(quantity * price) as total from demo_line group by order_id) l on l.order_id = o.id;

insert into retail.order_line (tenant_id, order_id, line_no, product_id, quantity, unit_price)
select tenant_id, order_id, line_no, product_id, quantity, price from demo_line;

alter table retail.product force row level security;
alter table retail.stock force row level security;
alter table retail.customer force row level security;
alter table retail.customer_order force row level security;
alter table retail.order_line force row level security;

analyze retail.product, retail.stock, retail.customer, retail.customer_order, retail.order_line;

commit;
