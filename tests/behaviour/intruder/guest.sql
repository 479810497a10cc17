--- What a login that holds no role tries.

-- gives f
select fraise.has_role('customer')

-- ZF005 FORBIDDEN
select public.create_order('[{"variant_id": ":variant", "quantity": 1}]', ':address', p_quote => '{"tax": 0, "shipping_cost": 0}')

-- ZF005 FORBIDDEN
select public.cancel_order(':pending')

-- ZF005 FORBIDDEN
select public.update_order_status(':pending', 'cancelled')

-- ZF005 FORBIDDEN
select public.process_payment(':pending')

-- ZF005 FORBIDDEN
select public.return_items(':confirmed', '[{"order_item_id": ":line", "quantity": 1}]')

-- ZF005 FORBIDDEN
select public.update_return_status(':nobody', 'refunded')

-- ZF005 FORBIDDEN
select public.update_customer(':alice', '{"name": "Mallory"}')

-- ZF005 FORBIDDEN
select public.create_address('{"customer_id": ":alice", "line1": "x", "city": "x", "postal_code": "x", "country": "US"}')

-- ZF005 FORBIDDEN
select public.delete_address(':address')

-- ZF005 FORBIDDEN
select public.create_review('{"product_id": ":product", "customer_id": ":alice", "stars": 1}')

-- 42501
insert into public.reviews (product_id, customer_id) values (':product', ':bob')

-- 42501
update public.reviews set stars = 1
