-- A show on sale and one that is planned; two customers with tickets, one of them asks for money back.
insert into customers (id, email) values
  ('00000000-0000-0000-0000-00000000000a', 'mia@example.com'),
  ('00000000-0000-0000-0000-00000000000b', 'tom@example.com');
insert into shows (id, name, starts_at) values
  ('00000000-0000-0000-0001-00000000000a', 'Hamlet', '2036-03-01 19:30:00+00'),
  ('00000000-0000-0000-0001-00000000000b', 'Faust', '2036-04-01 19:30:00+00');
insert into sections (id, show_id, name, price, capacity) values
  ('00000000-0000-0000-0002-00000000000a', '00000000-0000-0000-0001-00000000000a', 'Stalls', 30, 9),
  ('00000000-0000-0000-0002-00000000000b', '00000000-0000-0000-0001-00000000000b', 'Stalls', 40, 9);
update shows set status = 'on_sale' where name = 'Hamlet';
insert into purchases (id, customer_id, show_id) values
  ('00000000-0000-0000-0003-00000000000a', '00000000-0000-0000-0000-00000000000a', '00000000-0000-0000-0001-00000000000a'),
  ('00000000-0000-0000-0003-00000000000b', '00000000-0000-0000-0000-00000000000b', '00000000-0000-0000-0001-00000000000a');
insert into tickets (purchase_id, section_id, seats)
  select id, '00000000-0000-0000-0002-00000000000a', 2 from purchases;
insert into payments (purchase_id, amount)
  select id, total from purchases where customer_id = '00000000-0000-0000-0000-00000000000a';
insert into refunds (id, purchase_id) values
  ('00000000-0000-0000-0004-00000000000a', '00000000-0000-0000-0003-00000000000a');
insert into refund_items (refund_id, ticket_id, seats)
  select '00000000-0000-0000-0004-00000000000a', id, 1 from tickets
  where purchase_id = '00000000-0000-0000-0003-00000000000a';
