--- What a customer with psql tries: PostgreSQL knows his role, and not which customer he is.

-- ZF005 FORBIDDEN
select public.create_order('[{"variant_id": ":variant", "quantity": 1}]', ':address', p_quote => '{"tax": 0, "shipping_cost": 0}')

-- ZF005 FORBIDDEN
select public.create_order('[{"variant_id": ":variant", "quantity": 1}]', ':address')

-- ZF005 FORBIDDEN
set fraise.viewer_id = ':alice'; set fraise.roles = 'customer'; select public.create_order('[{"variant_id": ":variant", "quantity": 1}]', ':address', p_quote => '{"tax": -100, "shipping_cost": -100}')

-- ZF006 NOT_FOUND
select public.cancel_order(':pending')

-- ZF006 NOT_FOUND
select public.cancel_order(':pending', repeat('x', 500))

-- ZF010 BAD_INPUT
select public.cancel_order(':pending', repeat('x', 501))

-- ZF010 BAD_INPUT
select public.cancel_order(null)

-- ZF006 NOT_FOUND
select public.update_order_status(':pending', 'cancelled')

-- ZF010 BAD_INPUT
select public.update_order_status(':pending', 'Cancelled')

-- ZF006 NOT_FOUND
select public.process_payment(':pending')

-- ZF010 BAD_INPUT
select public.process_payment(':pending', 'stripe', repeat('x', 100000))

-- ZF006 NOT_FOUND
select public.return_items(':confirmed', '[{"order_item_id": ":line", "quantity": 1}]')

-- ZF010 BAD_INPUT
select public.return_items(':confirmed', '[{"order_item_id": ":line", "quantity": 1, "condition": "mine"}]')

-- ZF010 BAD_INPUT
select public.return_items(':confirmed', '{}')

-- ZF006 NOT_FOUND
select public.update_return_status(':nobody', 'refunded')

-- ZF006 NOT_FOUND
select public.update_customer(':alice', '{"name": "Mallory"}')

-- ZF010 BAD_INPUT
select public.update_customer(':alice', '{"email": "mallory@example.com"}')

-- ZF010 BAD_INPUT
select public.update_customer(':alice', '{"id": ":bob"}')

-- ZF006 NOT_FOUND
select public.create_address('{"customer_id": ":alice", "line1": "x", "city": "x", "postal_code": "x", "country": "US"}')

-- ZF010 BAD_INPUT
select public.create_address('{"customer_id": ":alice", "line1": "x", "city": "x", "postal_code": "x", "country": "US", "deleted_at": null}')

-- ZF006 NOT_FOUND
select public.delete_address(':address')

-- ZF006 NOT_FOUND
select public.create_review('{"product_id": ":product", "customer_id": ":alice", "stars": 1}')

-- ZF005 FORBIDDEN
select public.update_review(':review', '{"approved": true}')

-- 42501
insert into public.reviews (product_id, customer_id, stars) values (':product', ':bob', 5)

-- 42501
insert into public.reviews (product_id, customer_id, stars, approved) values (':product', ':bob', 5, true)

-- 42501
update public.reviews set approved = true

-- gives t
select fraise.has_role('customer')

-- gives f
select fraise.has_role('customer'' or true --')

-- gives f
select fraise.has_role('%')
