--- What the service's login tries beyond what the service does: the rules hold for it as for those it speaks for.

-- 42501
set role storefront_owner

-- 42501
set role storefront_role_admin

-- 42501
set role postgres

-- 42501
set session_replication_role = replica

-- 42501
alter table public.orders disable row level security

-- 22P02
set fraise.viewer_id = 'alice'; set fraise.roles = 'customer'; select public.cancel_order(':pending')

-- 22P02
set fraise.viewer_id = ''' or true --'; set fraise.roles = 'customer'; select public.update_customer(':alice', '{"name": "x"}')

-- ZF006 NOT_FOUND
set fraise.viewer_id = ':bob'; set fraise.roles = 'customer'; select public.cancel_order(':pending')

-- ZF005 FORBIDDEN
set fraise.viewer_id = ':bob'; set fraise.roles = 'customer, admin'; select public.refund_payment(':payment')

-- ZF005 FORBIDDEN
set fraise.viewer_id = ':bob'; set fraise.roles = '{admin}'; select public.refund_payment(':payment')

-- ZF005 FORBIDDEN
set fraise.viewer_id = ':bob'; set fraise.roles = 'Admin'; select public.refund_payment(':payment')

-- ZF005 UNAUTHENTICATED
select public.refund_payment(':payment')

-- ZF005 UNAUTHENTICATED
set fraise.viewer_id = ''; set fraise.roles = ''; select public.create_order('[{"variant_id": ":variant", "quantity": 1}]', ':address', p_quote => '{"tax": 0, "shipping_cost": 0}')

-- ZF005 FORBIDDEN
set fraise.viewer_id = ':alice'; set fraise.roles = 'customer'; select public.create_order('[{"variant_id": ":variant", "quantity": 1}]', ':address')

-- 23502
set fraise.viewer_id = ':alice'; set fraise.roles = 'customer'; select public.create_order('[{"variant_id": ":variant", "quantity": 1}]', ':address', p_quote => '{}')

-- 23514
set fraise.viewer_id = ':alice'; set fraise.roles = 'customer'; select public.create_order('[{"variant_id": ":variant", "quantity": 1}]', ':address', p_quote => '{"tax": -1, "shipping_cost": 0}')

-- 22P02
set fraise.viewer_id = ':alice'; set fraise.roles = 'customer'; select public.create_order('[{"variant_id": ":variant", "quantity": 1}]', ':address', p_quote => '{"tax": "free", "shipping_cost": 0}')

-- ZF010 BAD_INPUT
set fraise.viewer_id = ':alice'; set fraise.roles = 'customer'; select public.create_order('[{"variant_id": ":variant", "quantity": 1, "unit_price": 0}]', ':address', p_quote => '{"tax": 0, "shipping_cost": 0}')

-- ZF010 BAD_INPUT
set fraise.viewer_id = ':alice'; set fraise.roles = 'customer'; select public.create_order('[{"variant_id": ":variant", "quantity": 1, "quantity": 1e10}]', ':address', p_quote => '{"tax": 0, "shipping_cost": 0}')

-- ZF006 NOT_FOUND
set fraise.viewer_id = ':alice'; set fraise.roles = 'customer'; select public.create_address('{"customer_id": ":bob", "line1": "x", "city": "x", "postal_code": "x", "country": "US"}')

-- ZF006 NOT_FOUND
set fraise.viewer_id = ':bob'; set fraise.roles = 'customer'; select public.delete_address(':address')

-- ZF006 NOT_FOUND
set fraise.viewer_id = ':bob'; set fraise.roles = 'customer'; select public.update_cart_item(':item', '{"quantity": 1}')

-- ZF006 NOT_FOUND
set fraise.viewer_id = ':bob'; set fraise.roles = 'customer'; select public.update_customer(':alice', '{"name": "x"}')

-- ZF005 FORBIDDEN
set fraise.viewer_id = ':alice'; set fraise.roles = 'customer'; select public.order_fire(':pending', 'confirm')

-- ZF005 FORBIDDEN
set fraise.viewer_id = ':alice'; set fraise.roles = 'customer'; select public.payment_fire(':open', 'complete', '{"transaction_id": "t"}')

-- ZF010 BAD_INPUT
set fraise.viewer_id = ':alice'; set fraise.roles = 'customer'; select public.order_fire(':pending', 'cancel', '{"status": "confirmed"}')

-- 42501
set fraise.roles = 'system'; insert into public.orders (customer_id, billing_address_id, shipping_address_id) values (':alice', ':address', ':address')

-- 42501
set fraise.roles = 'system'; update public.orders set status = 'confirmed'

-- 42501
set fraise.roles = 'system'; update public.inventory set quantity_reserved = 0

-- 42501
set fraise.roles = 'system'; insert into public.order_items (order_id, variant_id, quantity, unit_price) values (':pending', ':variant', 1, 0)

-- 0 rows
update public.products set price = 0

-- 0 rows
set fraise.viewer_id = ':bob'; set fraise.roles = 'customer'; update public.customers set name = 'x' where id = ':alice'

-- 0 rows
set fraise.viewer_id = ':bob'; set fraise.roles = 'customer'; delete from public.cart_items

-- 42501
insert into fraise.outbox (event, type, row_id, payload) values ('order_confirmed', 'Order', ':pending', '{}')

-- 42501
insert into fraise.jobs (mutation, arguments) values ('process_payment', '{}')

-- 42501
update fraise.jobs set mutation = 'refund_payment'

-- 42501
insert into fraise.idempotency (mutation, viewer, key) values ('create_order', 'viewer :alice', 'k')

-- 42501
delete from public.order_transitions

-- 42501
select fraise.move__inventory__purchase(array[':variant']::uuid[], array[1000], array['x'])

-- 42501
select fraise.keep_result('create_order', 'k', ':pending')

-- ZF010 BAD_INPUT
set standard_conforming_strings = off; set fraise.viewer_id = ':bob'; set fraise.roles = 'warehouse'; select public.update_inventory(':inventory', '{"last_stock_check": "2026-01-01T00:00:00x5Z"}')
