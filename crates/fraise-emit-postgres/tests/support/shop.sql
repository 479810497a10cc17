insert into customers (id, email, name) values
  ('00000000-0000-0000-0000-00000000000a', 'alice@example.com', 'Alice'),
  ('00000000-0000-0000-0000-00000000000b', 'bob@example.com', 'Bob');

insert into addresses (id, customer_id, line1, city, postal_code, country) values
  ('00000000-0000-0000-0001-00000000000a', '00000000-0000-0000-0000-00000000000a', '1 Main St', 'Springfield', '12345', 'US'),
  ('00000000-0000-0000-0001-00000000000b', '00000000-0000-0000-0000-00000000000b', '2 Main St', 'Springfield', '12345', 'US');

insert into categories (id, slug, name) values
  ('00000000-0000-0000-0002-000000000001', 'shirts', 'Shirts');

insert into warehouses (id, code, name) values
  ('00000000-0000-0000-0003-000000000001', 'MAIN', 'Main');

insert into products (id, sku, name, category_id, price, cost, status) values
  ('00000000-0000-0000-0004-000000000001', 'SHIRT', 'Shirt', '00000000-0000-0000-0002-000000000001', 20.00, 7.50, 'active'),
  ('00000000-0000-0000-0004-000000000002', 'HAT', 'Hat', '00000000-0000-0000-0002-000000000001', 10.00, 2.00, 'draft');

insert into product_variants (id, product_id, sku, name, price_modifier) values
  ('00000000-0000-0000-0005-000000000001', '00000000-0000-0000-0004-000000000001', 'SHIRT-M', 'Red - Size M', 1.50);

insert into inventory (variant_id, warehouse_id, quantity_on_hand, reorder_point) values
  ('00000000-0000-0000-0005-000000000001', '00000000-0000-0000-0003-000000000001', 100, 10);

insert into stock_movements (variant_id, warehouse_id, movement_type, quantity) values
  ('00000000-0000-0000-0005-000000000001', '00000000-0000-0000-0003-000000000001', 'purchase', 100);

insert into orders (id, order_number, customer_id, billing_address_id, shipping_address_id) values
  ('00000000-0000-0000-0006-000000000001', 'ORD-1', '00000000-0000-0000-0000-00000000000a', '00000000-0000-0000-0001-00000000000a', '00000000-0000-0000-0001-00000000000a'),
  ('00000000-0000-0000-0006-000000000002', 'ORD-2', '00000000-0000-0000-0000-00000000000a', '00000000-0000-0000-0001-00000000000a', '00000000-0000-0000-0001-00000000000a'),
  ('00000000-0000-0000-0006-000000000003', 'ORD-3', '00000000-0000-0000-0000-00000000000b', '00000000-0000-0000-0001-00000000000b', '00000000-0000-0000-0001-00000000000b');

insert into order_items (order_id, variant_id, quantity) values
  ('00000000-0000-0000-0006-000000000001', '00000000-0000-0000-0005-000000000001', 1),
  ('00000000-0000-0000-0006-000000000002', '00000000-0000-0000-0005-000000000001', 2),
  ('00000000-0000-0000-0006-000000000003', '00000000-0000-0000-0005-000000000001', 3);

insert into carts (id, holder) values
  ('00000000-0000-0000-0007-000000000001', 'customer:00000000-0000-0000-0000-00000000000a'),
  ('00000000-0000-0000-0007-000000000002', 'guest:abc');

insert into cart_items (cart_id, variant_id, quantity) values
  ('00000000-0000-0000-0007-000000000001', '00000000-0000-0000-0005-000000000001', 4);

insert into reviews (product_id, customer_id, stars, approved) values
  ('00000000-0000-0000-0004-000000000001', '00000000-0000-0000-0000-00000000000a', 5, false),
  ('00000000-0000-0000-0004-000000000001', '00000000-0000-0000-0000-00000000000b', 4, true),
  ('00000000-0000-0000-0004-000000000002', '00000000-0000-0000-0000-00000000000b', 1, false);

insert into product_variants (id, product_id, sku) values
  ('00000000-0000-0000-0005-000000000002', '00000000-0000-0000-0004-000000000002', 'HAT-M');

insert into inventory (variant_id, warehouse_id, quantity_on_hand) values
  ('00000000-0000-0000-0005-000000000002', '00000000-0000-0000-0003-000000000001', 5);

insert into fulfillments (id, order_id) values
  ('00000000-0000-0000-0008-000000000001', '00000000-0000-0000-0006-000000000001'),
  ('00000000-0000-0000-0008-000000000002', '00000000-0000-0000-0006-000000000003');

insert into fulfillment_items (fulfillment_id, order_item_id, quantity)
select f.id, i.id, 1 from fulfillments as f join order_items as i on i.order_id = f.order_id;

update order_items set quantity_shipped = 1;

insert into returns (id, order_id) values
  ('00000000-0000-0000-0009-000000000001', '00000000-0000-0000-0006-000000000003');

insert into return_items (return_id, order_item_id, quantity)
select r.id, i.id, 1 from returns as r join order_items as i on i.order_id = r.order_id;

insert into payments (order_id, amount) values
  ('00000000-0000-0000-0006-000000000001', 20.00),
  ('00000000-0000-0000-0006-000000000003', 30.00);

insert into discounts (id, code, type, value) values
  ('00000000-0000-0000-000a-000000000001', 'GIFT', 'percentage', 100.00);

insert into order_discounts (order_id, discount_id, discount_amount) values
  ('00000000-0000-0000-0006-000000000001', '00000000-0000-0000-000a-000000000001', 1.00);
