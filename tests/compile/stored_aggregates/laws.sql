-- fine
insert into customers (id, name) values
  ('00000000-0000-0000-0000-00000000000a', 'Alice'),
  ('00000000-0000-0000-0000-00000000000b', 'Bob');

-- gives 0.00|0|open|1.00|0.00, 0.00|0|open|2.00|0.00, 0.00|0|open|3.00|0.00
insert into bills (id, customer_id, fee) values
  ('00000000-0000-0000-0001-000000000001', '00000000-0000-0000-0000-00000000000a', 1),
  ('00000000-0000-0000-0001-000000000002', '00000000-0000-0000-0000-00000000000a', 2),
  ('00000000-0000-0000-0001-000000000003', '00000000-0000-0000-0000-00000000000b', 3)
returning amount, lines_there, state, due, due_twice;

-- fine
insert into lines (bill_id, label, quantity, price, optional) values
  ('00000000-0000-0000-0001-000000000001', 'a', 2, 5, false),
  ('00000000-0000-0000-0001-000000000001', 'b', 1, 7, true),
  ('00000000-0000-0000-0001-000000000002', 'c', 3, 1, false);

-- gives 1.00|10.00|2|open|11.00|20.00, 2.00|3.00|1|open|5.00|6.00, 3.00|0.00|0|open|3.00|0.00
select fee, amount, lines_there, state, due, due_twice from bills order by id;

-- gives Alice|13.00, Bob|0.00
select name, billed from customers order by name;

-- fine
update lines set quantity = quantity + 1, optional = false;

-- gives 1.00|29.00|2|open|30.00, 2.00|4.00|1|open|6.00, 3.00|0.00|0|open|3.00
select fee, amount, lines_there, state, due from bills order by id;

-- fine
update lines set bill_id = '00000000-0000-0000-0001-000000000003' where label in ('b', 'c');

-- gives 1.00|15.00|1|open|16.00, 2.00|0.00|0|open|2.00, 3.00|18.00|2|open|21.00
select fee, amount, lines_there, state, due from bills order by id;

-- gives Alice|15.00, Bob|18.00
select name, billed from customers order by name;

-- fine
update lines set deleted_at = now() where label = 'b';

-- gives 15.00|1|16.00, 0.00|0|2.00, 4.00|1|7.00
select amount, lines_there, due from bills order by id;

-- fine
insert into lines (bill_id, label, quantity, price) values
  ('00000000-0000-0000-0001-000000000001', 'a', 100, 100)
on conflict do nothing;

-- gives 15.00|1|16.00, 0.00|0|2.00, 4.00|1|7.00
select amount, lines_there, due from bills order by id;

-- fine
insert into lines (bill_id, label, quantity, price) values
  ('00000000-0000-0000-0001-000000000001', 'a', 1, 100),
  ('00000000-0000-0000-0001-000000000002', 'd', 1, 1)
on conflict (label) where deleted_at is null do update set quantity = 1, price = 100;

-- gives 100.00|1|101.00, 1.00|1|3.00, 4.00|1|7.00
select amount, lines_there, due from bills order by id;

-- fine
update bills set fee = fee + 10;

-- gives 11.00|100.00|111.00, 12.00|1.00|13.00, 13.00|4.00|17.00
select fee, amount, due from bills order by id;

-- fine
insert into payments (bill_id, paid, good) values
  ('00000000-0000-0000-0001-000000000001', 60, true),
  ('00000000-0000-0000-0001-000000000001', 50, true),
  ('00000000-0000-0000-0001-000000000002', 1, false);

-- gives paid|1.00, late|12.00, open|17.00
select state, due from bills order by id;

-- fine
delete from payments where paid = 50 or not good;

-- gives paid|51.00, open|13.00, open|17.00
select state, due from bills order by id;

-- fine
with gone as (delete from lines where label = 'a' returning 1)
insert into lines (bill_id, label, quantity, price) select '00000000-0000-0000-0001-000000000002', 'e', 4, 2 from gone;

-- gives 0.00|0|-49.00, 9.00|2|21.00, 4.00|1|17.00
select amount, lines_there, due from bills order by id;

-- gives 9.00
update customers set name = name where name = 'Alice' returning billed;

-- fine
update bills set customer_id = '00000000-0000-0000-0000-00000000000b';

-- gives Alice|0.00, Bob|13.00
select name, billed from customers order by name;

-- fine
insert into accounts (name) values ('one'), ('two'), ('three');

-- fine
insert into transfers (sender_id, receiver_id, amount) values (null, 1, 100), (1, 2, 30), (1, 3, 20), (2, 1, 5), (2, 2, 1);

-- gives one|105.00|50.00|100.00, two|31.00|6.00|30.00, three|20.00|0.00|20.00
select name, received, spent, largest from accounts order by id;

-- fine
update transfers set sender_id = receiver_id, receiver_id = sender_id where sender_id <> receiver_id;

-- gives one|150.00|5.00|100.00, two|6.00|31.00|5.00, three|0.00|20.00|null
select name, received, spent, largest from accounts order by id;

-- fine
delete from accounts where name = 'two';

-- gives one|150.00|0.00|100.00, three|0.00|20.00|null
select name, received, spent, largest from accounts order by id;

-- fine
insert into folders (id, name, parent_id, own_size) values
  ('00000000-0000-0000-0002-000000000001', 'root', null, 1),
  ('00000000-0000-0000-0002-000000000002', 'left', '00000000-0000-0000-0002-000000000001', 2),
  ('00000000-0000-0000-0002-000000000003', 'right', '00000000-0000-0000-0002-000000000001', 4),
  ('00000000-0000-0000-0002-000000000004', 'leaf', '00000000-0000-0000-0002-000000000002', 8);

-- gives root|6, left|8, right|0, leaf|0
select name, inner_size from folders order by id;

-- fine
delete from folders where name = 'left';

-- gives root|4, right|0
select name, inner_size from folders order by id;

-- as nobody, 42501
select fraise.aggregate__bill__line(array[]::uuid[]);
