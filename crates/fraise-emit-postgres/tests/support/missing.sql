insert into customers (id, name, referrer_id) values
  ('00000000-0000-0000-0000-00000000000a', 'x', null),
  ('00000000-0000-0000-0000-00000000000b', 'b', '00000000-0000-0000-0000-00000000000a'),
  ('00000000-0000-0000-0000-00000000000c', 'y', '00000000-0000-0000-0000-00000000000b');

insert into products (name, price, status)
select 'Product ' || n, n, case n when 1 then 'active' else 'draft' end from generate_series(1, 3) as n;

insert into variants (product_id, extra) select p.id, e from products as p cross join (values (0), (0.5)) as it (e);

insert into stocks (variant_id, quantity) select id, 3 from variants where extra = 0;

insert into orders (customer_id, status, shipping)
select c.id, s, 2.5 from customers as c cross join (values ('open'), ('sent'), ('abc')) as it (s);

insert into items (order_id, variant_id, gift_for_id, quantity, deleted_at)
select o.id, v.id, c.id, 2, case c.name when 'y' then now() end
from orders as o
cross join variants as v
left join customers as c on c.id = o.customer_id and o.status <> 'sent'
where o.status <> 'abc';

insert into clocks (at, day, label, zone, count, price)
select '2026-03-29 00:30+00'::timestamptz + n * interval '7 hours', date '2026-01-01' + n * 40,
  case n when 1 then 'label' end, 'Europe/Vienna', n, n * 1.25
from generate_series(0, 5) as n;
