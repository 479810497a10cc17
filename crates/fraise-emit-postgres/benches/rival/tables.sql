-- The tables of the storefront as somebody would keep them who writes `create_order` by hand: the same columns,
-- keys, checks and indexes, but nothing on them that acts by itself when an order comes. What the triggers of the
-- service do then, the function does.

drop trigger fraise_20_initial on public.orders;
drop trigger fraise_00_frozen on public.orders;
drop trigger fraise_00_touch on public.orders;
drop trigger fraise_00_machine on public.orders;
drop trigger fraise_20_machine on public.orders;

drop trigger fraise_00_defaults on public.order_items;
drop trigger fraise_05_editable_insert on public.order_items;
drop trigger fraise_10_order_insert on public.order_items;
drop trigger fraise_30_effects_insert on public.order_items;

drop trigger fraise_05_editable_insert on public.order_discounts;
drop trigger fraise_10_order_insert on public.order_discounts;
drop trigger fraise_30_effects_insert on public.order_discounts;

drop trigger fraise_00_frozen on public.inventory;
drop trigger fraise_00_touch on public.inventory;

drop trigger fraise_00_frozen on public.discounts;
drop trigger fraise_00_touch on public.discounts;

drop trigger fraise_00_frozen on public.carts;
drop trigger fraise_00_touch on public.carts;

drop trigger fraise_40_notify on fraise.outbox;
