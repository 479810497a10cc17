-- Two customers with an order each, and something of every kind that not everybody sees.

insert into customers (id, email, name) values
  ('00000000-0000-0000-0000-00000000000a', 'alice@example.com', 'Alice'),
  ('00000000-0000-0000-0000-00000000000b', 'bob@example.com', 'Bob');

insert into addresses (id, customer_id, line1, city, postal_code, country, deleted_at) values
  ('00000000-0000-0000-0001-00000000000a', '00000000-0000-0000-0000-00000000000a', '1 Main St', 'Springfield', '12345', 'US', null),
  ('00000000-0000-0000-0001-00000000000b', '00000000-0000-0000-0000-00000000000b', '2 Main St', 'Springfield', '12345', 'US', null),
  ('00000000-0000-0000-0001-00000000000c', '00000000-0000-0000-0000-00000000000b', '3 Main St', 'Springfield', '12345', 'US', now());

insert into categories (id, slug, name) values ('00000000-0000-0000-0002-000000000001', 'shirts', 'Shirts');

insert into warehouses (id, code, name) values ('00000000-0000-0000-0003-000000000001', 'MAIN', 'Main');

insert into products (id, sku, name, category_id, price, cost, status) values
  ('00000000-0000-0000-0004-000000000001', 'SHIRT', 'Shirt', '00000000-0000-0000-0002-000000000001', 20, 7.50, 'active'),
  ('00000000-0000-0000-0004-000000000002', 'SCARF', 'Scarf', '00000000-0000-0000-0002-000000000001', 10, 2, 'discontinued'),
  ('00000000-0000-0000-0004-000000000003', 'HAT', 'Hat', '00000000-0000-0000-0002-000000000001', 10, 2, 'draft');

insert into product_variants (id, product_id, sku) values
  ('00000000-0000-0000-0005-000000000001', '00000000-0000-0000-0004-000000000001', 'SHIRT-M'),
  ('00000000-0000-0000-0005-000000000003', '00000000-0000-0000-0004-000000000003', 'HAT-M');

insert into reviews (product_id, customer_id, stars, approved) values
  ('00000000-0000-0000-0004-000000000001', '00000000-0000-0000-0000-00000000000a', 5, true),
  ('00000000-0000-0000-0004-000000000001', '00000000-0000-0000-0000-00000000000b', 1, false);

insert into inventory (variant_id, warehouse_id, quantity_on_hand, reorder_point) values
  ('00000000-0000-0000-0005-000000000001', '00000000-0000-0000-0003-000000000001', 100, 10),
  ('00000000-0000-0000-0005-000000000003', '00000000-0000-0000-0003-000000000001', 50, 10);

insert into stock_movements (variant_id, warehouse_id, movement_type, quantity) values
  ('00000000-0000-0000-0005-000000000001', '00000000-0000-0000-0003-000000000001', 'purchase', 100);

insert into orders (id, order_number, customer_id, billing_address_id, shipping_address_id) values
  ('00000000-0000-0000-0006-00000000000a', 'ORD-A', '00000000-0000-0000-0000-00000000000a', '00000000-0000-0000-0001-00000000000a', '00000000-0000-0000-0001-00000000000a'),
  ('00000000-0000-0000-0006-00000000000b', 'ORD-B', '00000000-0000-0000-0000-00000000000b', '00000000-0000-0000-0001-00000000000b', '00000000-0000-0000-0001-00000000000b');

insert into order_items (id, order_id, variant_id, quantity) values
  ('00000000-0000-0000-0007-00000000000a', '00000000-0000-0000-0006-00000000000a', '00000000-0000-0000-0005-000000000001', 1),
  ('00000000-0000-0000-0007-00000000000b', '00000000-0000-0000-0006-00000000000b', '00000000-0000-0000-0005-000000000001', 2);

insert into discounts (id, code, type, value) values
  ('00000000-0000-0000-000a-000000000001', 'GIFT', 'percentage', 100);

insert into order_discounts (order_id, discount_id, discount_amount) values
  ('00000000-0000-0000-0006-00000000000a', '00000000-0000-0000-000a-000000000001', 20);

update orders set status = 'confirmed' where order_number = 'ORD-A';
update orders set status = 'processing' where order_number = 'ORD-A';

insert into fulfillments (id, order_id) values
  ('00000000-0000-0000-0008-00000000000a', '00000000-0000-0000-0006-00000000000a');

insert into fulfillment_items (fulfillment_id, order_item_id, quantity) values
  ('00000000-0000-0000-0008-00000000000a', '00000000-0000-0000-0007-00000000000a', 1);

update fulfillments set carrier = 'UPS', tracking_number = '1Z999', status = 'shipped';

insert into returns (id, order_id) values
  ('00000000-0000-0000-0009-00000000000a', '00000000-0000-0000-0006-00000000000a');

insert into return_items (return_id, order_item_id, quantity) values
  ('00000000-0000-0000-0009-00000000000a', '00000000-0000-0000-0007-00000000000a', 1);

insert into payments (order_id, amount, error_message) values
  ('00000000-0000-0000-0006-00000000000a', 20, 'Card refused');

insert into carts (id, holder) values
  ('00000000-0000-0000-000b-00000000000a', 'customer:00000000-0000-0000-0000-00000000000a'),
  ('00000000-0000-0000-000b-00000000000e', 'guest:abc');

insert into cart_items (cart_id, variant_id, quantity) values
  ('00000000-0000-0000-000b-00000000000a', '00000000-0000-0000-0005-000000000001', 4);
