--- What anybody with a login tries. Below each comment that says what must come of it stands one attempt, which has a
--- session of its own. Words with a colon before them are ids, and the intruder's own schema.

-- 42501
set role storefront_owner

-- 42501
set role storefront_service

-- 42501
set role storefront_role_admin

-- 42501
set role storefront_role_warehouse

-- 42501
set role storefront_till

-- 42501
set role postgres

-- 42501
set session authorization storefront_till

-- 42501
set session authorization postgres

-- 42501
set session_replication_role = replica

-- 42501
set row_security = off; select count(*) from public.orders

-- 42501
grant storefront_role_admin to current_user

-- 42501
alter role current_user superuser

-- 42501
create role accomplice login

-- 42501
create schema another

-- 42501
create function public.now() returns timestamptz language sql as 'select timestamptz ''2000-01-01'''

-- 42501
create table fraise.orders (id uuid)

-- 42501
create or replace function fraise.has_role(role text) returns boolean language sql as 'select true'

-- 42501
create or replace function public.cancel_order(p_order_id uuid, p_note text default null) returns uuid language sql as 'select p_order_id'

-- 42501
alter function public.cancel_order(uuid, text) set search_path = :mine

-- 42501
alter function public.cancel_order(uuid, text) owner to current_user

-- 42501
alter table public.orders disable row level security

-- 42501
alter table public.orders disable trigger all

-- 42501
create policy mine on public.orders using (true)

-- 42501
create trigger mine before insert on public.orders for each row execute function fraise.touch()

-- 42501
create rule mine as on select to public.orders do instead select 1

-- 42501
create table :mine.children (customer uuid references public.customers)

-- 42501
truncate public.orders cascade

-- 42501
drop table public.cart_items

-- 42501
begin; lock table public.inventory in exclusive mode

-- 42501
begin; lock table public.orders in share mode

-- 42501
comment on table public.orders is 'mine'

-- 42501
copy public.orders to program 'cat'

-- 42501
copy public.customers from '/dev/null'

-- 0 rows
grant select on public.orders to public

-- 42501
grant update on public.inventory to current_user

-- 42501
select nextval('public.orders_order_number_seq')

-- 42501
select setval('public.orders_order_number_seq', 1)

-- 42501
select last_value from public.orders_order_number_seq

--- Settings of the service, said by hand.

-- gives 0
set fraise.viewer_id = ':alice'; set fraise.roles = 'customer,admin,system'; select count(*) from public.orders

-- gives 0
set fraise.roles = 'system'; set fraise.viewer_id = ':alice'; select count(*) from public.customers

-- gives null
set fraise.viewer_id = ':alice'; select fraise.viewer_id()

-- gives null
set fraise.claim.session = 's'; set fraise.claim.email = 'alice@example.com'; select fraise.claim('session')

-- gives f
set fraise.roles = 'admin'; select fraise.has_role('admin')

-- gives f
set fraise.roles = 'system'; select fraise.has_role('system')

-- ZF006 NOT_FOUND
set fraise.viewer_id = ':alice'; set fraise.roles = 'customer'; select public.order_fire(':pending', 'cancel')

-- ZF005 FORBIDDEN
set fraise.viewer_id = ':alice'; set fraise.roles = 'system'; select public.payment_result(':open', true, 't9')

-- ZF005 FORBIDDEN
set fraise.roles = 'warehouse'; select public.receive_stock(':variant', 1000)

-- ZF005 UNAUTHENTICATED
set fraise.viewer_id = ':bob'; set fraise.claim.email = 'alice@example.com'; set fraise.claim.name = 'Mallory'; select public.register_customer()

-- ZF005 UNAUTHENTICATED
set fraise.claim.session = 's'; set fraise.viewer_id = ':alice'; select public.add_to_cart(':variant', 1)

-- ZF006 NOT_FOUND
set fraise.viewer_id = ':alice'; select public.update_cart_item(':item', '{"quantity": 1}')

-- 0 rows
set fraise.viewer_id = ':alice'; set fraise.roles = 'customer'; update public.customers set name = 'Mallory'

-- 0 rows
set fraise.viewer_id = ':alice'; update public.cart_items set quantity = 1

-- 0 rows
set fraise.viewer_id = ':alice'; delete from public.cart_items

-- 42501
set fraise.viewer_id = ':alice'; set fraise.roles = 'customer'; insert into public.addresses (customer_id, line1, city, postal_code, country) values (':alice', 'x', 'x', 'x', 'US')

-- gives f
set fraise.viewer_id = ':alice'; select fraise.cart__mine(':cart')

--- Names of ours, found earlier.

-- ZF006 NOT_FOUND
create temporary table orders (id uuid, customer_id uuid, status text); insert into orders values (':pending', ':alice', 'pending'); select public.order_fire(':pending', 'cancel')

-- ZF006 NOT_FOUND
create table :mine.orders (id uuid, customer_id uuid, status text); insert into :mine.orders values (':pending', ':alice', 'pending'); set search_path = :mine, public; select order_fire(':pending', 'cancel')

-- ZF006 NOT_FOUND
create function :mine.has_role(text) returns boolean language sql as 'select true'; set search_path = :mine, fraise, public; select order_fire(':pending', 'cancel')

-- ZF005 FORBIDDEN
create function :mine.pg_has_role(name, name, text) returns boolean language sql as 'select true'; create function :mine.pg_has_role(name, oid, text) returns boolean language sql as 'select true'; create function :mine.pg_has_role(name, text, text) returns boolean language sql as 'select true'; set search_path = :mine, pg_catalog, public; select public.receive_stock(':variant', 1)

-- ZF005 FORBIDDEN
create function pg_temp.pg_has_role(name, name, text) returns boolean language sql as 'select true'; set search_path = pg_temp, pg_catalog, public; select public.receive_stock(':variant', 1)

-- ZF005 FORBIDDEN
create view :mine.pg_roles as select 'storefront_role_warehouse'::name as rolname, r.oid from pg_catalog.pg_roles as r where rolname = current_user; set search_path = :mine, pg_catalog, public; select public.receive_stock(':variant', 1)

-- ZF005 FORBIDDEN
create temporary view pg_roles as select 'storefront_role_warehouse'::name as rolname, r.oid from pg_catalog.pg_roles as r where rolname = current_user; set search_path = pg_temp, pg_catalog, public; select public.receive_stock(':variant', 1)

-- gives 0
create view :mine.pg_roles as select 'storefront_role_support'::name as rolname, r.oid from pg_catalog.pg_roles as r where rolname = current_user; set search_path = :mine, pg_catalog, public; select count(*) from orders

-- gives 0
create function :mine.always(uuid, uuid) returns boolean language sql as 'select true'; create operator :mine.= (leftarg = uuid, rightarg = uuid, function = :mine.always); set search_path = :mine, pg_catalog, public; select count(*) from orders

-- ZF006 NOT_FOUND
create function :mine.ever(text, text) returns boolean language sql as 'select true'; create operator :mine.= (leftarg = text, rightarg = text, function = :mine.ever); set search_path = :mine, pg_catalog, public; select order_fire(':pending', 'cancel')

-- ZF006 NOT_FOUND
set search_path = :mine, pg_catalog, public; select update_cart_item(':item', '{"quantity": 1}')

-- 42501
create cast (text as boolean) with inout

-- 42501
create cast (uuid as bigint) with inout as implicit

-- 42501
create type :mine.id as (id uuid); create cast (uuid as :mine.id) with inout as implicit; create operator :mine.~ (leftarg = text, rightarg = text, function = pg_catalog.textregexeq); alter operator pg_catalog.= (uuid, uuid) set (restrict = none)

-- gives 0
create function :mine.seen(text) returns boolean language plpgsql cost 0.0000001 as $$ begin raise exception 'seen %', $1; end $$; select count(*) from public.orders where :mine.seen(id::text)

-- gives 0
select count(*) from public.customers where :mine.seen(email)

-- gives 0
select count(*) from public.customers where 1 / (email = 'nobody@example.com')::int > 0

-- gives 0
create view :mine.theirs as select * from public.orders; select count(*) from :mine.theirs

-- gives 0
create function :mine.theirs() returns bigint language sql security definer as 'select count(*) from public.orders'; select :mine.theirs()

-- gives 0
select count(*) from pg_stats where schemaname = 'public' and tablename in ('customers', 'orders', 'payments', 'addresses')

-- 42501
select count(*) from pg_statistic

-- gives 0
select count(*) from pg_stat_activity where usename <> current_user and query like '%order%' and query <> '<insufficient privilege>'

--- Literals that the session reads otherwise.

-- ZF010 BAD_INPUT
set standard_conforming_strings = off; set backslash_quote = on; select public.order_fire(':pending', 'x'' or true --')

-- ZF005 FORBIDDEN
set datestyle = 'SQL, DMY'; set timezone = 'Asia/Tokyo'; set intervalstyle = 'iso_8601'; set transform_null_equals = on; select public.receive_stock(':variant', 1)

-- ZF005 FORBIDDEN
begin isolation level serializable; select public.receive_stock(':variant', 1)

--- What is ours alone.

-- 42501
select fraise.move__inventory__reserve(array[':variant']::uuid[], array[1], array['x'])

-- 42501
select fraise.move__inventory__purchase(array[':variant']::uuid[], array[1000], array['x'])

-- 42501
select fraise.move__order_item__ship(array[':line']::uuid[], array[1])

-- 42501
select fraise.move__discount__unuse(array[':discount']::uuid[], array[1])

-- 42501
select fraise.emit__order_confirmed(array[':pending']::uuid[])

-- 42501
select fraise.emit__payment_completed(array[':open']::uuid[])

-- 42501
select fraise.fire_due(100)

-- 42501
select fraise.fire__order__confirm(array[':pending']::uuid[])

-- 42501
select fraise.fire__order__cancel(array[':pending']::uuid[])

-- 42501
select fraise.fire__payment__complete(array[':open']::uuid[], array['{"transaction_id": "t"}']::jsonb[])

-- 42501
select fraise.lock__order('cancel', array[':pending']::uuid[])

-- 42501
select fraise.aggregate__order__order_item(array[':pending']::uuid[])

-- 42501
select fraise.aggregate__product__review(array[':product']::uuid[])

-- 42501
select fraise.claim_key('create_order', 'k', '[]', interval '1 day')

-- 42501
select fraise.keep_result('create_order', 'k', ':pending')

-- 42501
select fraise.refuse_row('x')

-- 42501
select fraise.actor()

-- 42501
select fraise.event_of__order('pending', 'confirmed')

-- 42501
select * from fraise.outbox

-- 42501
insert into fraise.outbox (event, type, row_id, payload) values ('order_confirmed', 'Order', ':pending', '{}')

-- 42501
select arguments from fraise.jobs

-- 42501
update fraise.jobs set run_at = now()

-- 42501
insert into fraise.jobs (mutation, arguments) values ('process_payment', '{}')

-- 42501
delete from fraise.jobs

-- 42501
select key from fraise.idempotency

-- 42501
delete from fraise.idempotency

-- 42501
select * from public.order_transitions

-- 42501
insert into public.order_transitions (row_id, from_state, to_state) values (':pending', 'pending', 'confirmed')

-- 42501
delete from public.order_transitions

--- Writes by hand.

-- 42501
insert into public.orders (customer_id, billing_address_id, shipping_address_id) values (':alice', ':address', ':address')

-- 42501
insert into public.order_items (order_id, variant_id, quantity, unit_price) values (':pending', ':variant', 1, 0)

-- 428C9
insert into public.order_items (order_id, variant_id, quantity, unit_price, total) values (':pending', ':variant', 1, 0, 0)

-- 42501
update public.order_items set unit_price = 0

-- 42501
update public.order_items set discount_amount = 1

-- 42501
delete from public.order_items

-- 42501
update public.orders set status = 'confirmed'

-- 428C9
update public.orders set total = 0

-- 42501
update public.orders set tax = 0, shipping_cost = 0

-- 42501
delete from public.orders

-- 42501
insert into public.payments (order_id, amount, status) values (':pending', 1, 'completed')

-- 42501
update public.payments set status = 'completed', transaction_id = 't'

-- 42501
update public.payments set amount = 0.01

-- 42501
update public.inventory set quantity_on_hand = 1000000

-- 42501
update public.inventory set quantity_reserved = 0

-- 0 rows
update public.inventory set reorder_point = 1

-- 42501
insert into public.inventory (variant_id, warehouse_id) values (':variant', ':warehouse')

-- 42501
insert into public.stock_movements (variant_id, warehouse_id, movement_type, quantity) values (':variant', ':warehouse', 'purchase', 100)

-- 0 rows
update public.products set price = 0.01

-- 42501
update public.products set rating = 5

-- 42501
insert into public.products (sku, name, category_id, price, status) select 'FREE', 'Free', id, 0, 'active' from public.categories limit 1

-- 0 rows
update public.product_variants set price_modifier = -20

-- 0 rows
delete from public.products

-- 0 rows
delete from public.categories

-- 42501
insert into public.discounts (code, type, value) values ('MINE', 'percentage', 100)

-- 0 rows
update public.discounts set max_uses = null

-- 42501
update public.discounts set current_uses = 0

-- 42501
insert into public.order_discounts (order_id, discount_id, discount_amount) values (':pending', ':discount', 1)

-- 42501
update public.addresses set customer_id = ':bob'

-- 42501
delete from public.addresses

-- 42501
insert into public.carts (holder) values ('customer::alice')

-- 42501
update public.carts set ordered_at = null

-- 42501
select holder from public.carts

-- 42501
update public.customers set email = 'mallory@example.com'

-- 42501
insert into public.customers (id, email, name) values (':nobody', 'mallory@example.com', 'Mallory')

-- 42501
insert into public.returns (order_id) values (':confirmed')

-- 42501
insert into public.fulfillments (order_id) values (':confirmed')

-- 42501
insert into public.fulfillment_items (fulfillment_id, order_item_id, quantity) values (':fulfillment', ':line', 1)

-- 42501
update public.reviews set approved = true

-- 42501
merge into public.orders as o using (select 1) as s on true when matched then update set status = 'cancelled'

-- gives 0
select count(*) from public.orders

-- gives 0
select count(*) from public.payments

-- gives 0
select count(*) from public.addresses

-- gives 0
select count(*) from public.discounts

-- gives 0
select count(*) from public.cart_items

-- 42501
select cost from public.products

-- gives 0
select count(*) from public.products where status = 'draft'

--- Functions that are for others.

-- ZF005 FORBIDDEN
select public.payment_result(':open', true, 't')

-- ZF005 FORBIDDEN
select public.refund_payment(':payment')

-- ZF005 FORBIDDEN
select public.create_fulfillment(':confirmed', '[{"order_item_id": ":line", "quantity": 1}]', 'DHL', 'T')

-- ZF005 FORBIDDEN
select public.deliver_fulfillment(':fulfillment')

-- ZF005 FORBIDDEN
select public.receive_stock(':variant', 1)

-- ZF005 FORBIDDEN
select public.adjust_stock(':variant', -1)

-- ZF005 FORBIDDEN
select public.damage_stock(':variant', 1)

-- ZF005 FORBIDDEN
select public.create_product('{"sku": "FREE", "name": "Free", "category_id": ":nobody", "price": 0}')

-- ZF005 FORBIDDEN
select public.delete_product(':product')

-- ZF005 FORBIDDEN
select public.create_discount('{"code": "MINE", "type": "percentage", "value": 100}')

-- ZF005 FORBIDDEN
select public.create_warehouse('{"code": "MINE", "name": "Mine"}')

-- ZF005 FORBIDDEN
select public.create_inventory('{"variant_id": ":variant", "warehouse_id": ":warehouse"}')

-- ZF006 NOT_FOUND
select public.order_fire(':pending', 'confirm')

-- ZF006 NOT_FOUND
select public.order_fire(':pending', 'cancel')

-- ZF006 NOT_FOUND
select public.payment_fire(':open', 'complete', '{"transaction_id": "t"}')

-- ZF006 NOT_FOUND
select public.fulfillment_fire(':fulfillment', 'ship')

-- ZF006 NOT_FOUND
select public.return_fire(':nobody', 'approve')

-- ZF010 BAD_INPUT
select public.order_fire(':pending', 'wibble')

-- ZF010 BAD_INPUT
select public.order_fire(':pending', null)

-- ZF006 NOT_FOUND
select public.order_fire(null, 'cancel')

-- ZF005 UNAUTHENTICATED
select public.register_customer()

-- ZF005 UNAUTHENTICATED
select public.add_to_cart(':variant', 1)

-- ZF010 BAD_INPUT
select public.add_to_cart(':variant', -1)

-- ZF006 NOT_FOUND
select public.remove_from_cart(':variant')

-- ZF006 NOT_FOUND
select public.update_cart_item(':item', '{"quantity": 1}')

-- ZF006 NOT_FOUND
select public.delete_cart_item(':item')

-- ZF010 BAD_INPUT
select public.update_cart_item(':item', '{"total": 0}')

-- ZF010 BAD_INPUT
select public.update_cart_item(':item', '{"quantity": "1"}')

-- ZF010 BAD_INPUT
select public.update_cart_item(':item', '[]')

-- ZF010 BAD_INPUT
select public.update_cart_item(':item', 'null')

-- ZF010 BAD_INPUT
select public.update_cart_item(':item', null)
