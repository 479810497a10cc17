insert into products (sku, name, category_id, price, status)
select 'P' || n, 'Thing word' || n % 1000 || ' of many', '00000000-0000-0000-0002-000000000001', n % 10000 / 100.0, 'active'
from generate_series(1, 20000) as n;

-- Orders are born pending; these have a past.
set session_replication_role = replica;

insert into orders (customer_id, billing_address_id, shipping_address_id, status, created_at)
select a.customer_id, a.id, a.id, case n % 100 when 0 then 'shipped' else 'delivered' end, now() - n * interval '1 minute'
from generate_series(1, 10000) as n cross join addresses as a;

reset session_replication_role;

vacuum analyze products;
vacuum analyze orders;
