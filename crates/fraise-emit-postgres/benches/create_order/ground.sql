insert into customers (id, email, name) values
  ('00000000-0000-0000-0000-00000000000a', 'alice@example.com', 'Alice');
insert into addresses (id, customer_id, line1, city, postal_code, country) values
  ('00000000-0000-0000-0001-00000000000a', '00000000-0000-0000-0000-00000000000a', '1 Main St', 'Springfield', '1', 'US');
insert into categories (id, slug, name) values ('00000000-0000-0000-0002-000000000001', 'shirts', 'Shirts');
insert into warehouses (id, code, name) values ('00000000-0000-0000-0003-000000000001', 'MAIN', 'Main');
insert into products (id, sku, name, category_id, price, status)
  select ('00000000-0000-0000-0004-' || lpad(n::text, 12, '0'))::uuid, 'SHIRT' || n, 'Shirt',
    '00000000-0000-0000-0002-000000000001', 20.00, 'active'
  from generate_series(1, 300) as n;
insert into product_variants (id, product_id, sku)
  select ('00000000-0000-0000-0005-' || lpad(n::text, 12, '0'))::uuid,
    ('00000000-0000-0000-0004-' || lpad((1 + n % 300)::text, 12, '0'))::uuid, 'SHIRT-' || n
  from generate_series(1, 3000) as n;
insert into inventory (variant_id, warehouse_id, quantity_on_hand)
  select id, '00000000-0000-0000-0003-000000000001', 1000000000 from product_variants;
insert into discounts (code, type, value) values ('FIVE', 'fixed_amount', 5.00);
