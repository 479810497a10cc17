-- fine
insert into senders (id, name) values
  ('00000000-0000-0000-0000-00000000000a', 'Alice'),
  ('00000000-0000-0000-0000-00000000000b', 'Bob');

-- fine
insert into addresses (id, sender_id, label, street) values
  ('00000000-0000-0000-0001-00000000000a', '00000000-0000-0000-0000-00000000000a', 'home', '1 Main St'),
  ('00000000-0000-0000-0001-00000000000c', '00000000-0000-0000-0000-00000000000a', 'work', '2 Main St'),
  ('00000000-0000-0000-0001-00000000000b', '00000000-0000-0000-0000-00000000000b', 'home', '3 Main St');

-- fine
insert into parcels (sender_id, address_id, return_address_id, grams) values
  ('00000000-0000-0000-0000-00000000000a', '00000000-0000-0000-0001-00000000000a', '00000000-0000-0000-0001-00000000000c', 1);

-- 23503 parcels_address_id_sender_id_fkey
insert into parcels (sender_id, address_id, grams) values
  ('00000000-0000-0000-0000-00000000000a', '00000000-0000-0000-0001-00000000000b', 1);

-- 23503 parcels_return_address_id_sender_id_fkey
update parcels set return_address_id = '00000000-0000-0000-0001-00000000000b';

-- 23505 addresses_sender_id_label_key
insert into addresses (sender_id, label, street) values
  ('00000000-0000-0000-0000-00000000000a', 'home', '4 Main St');

-- as clerk, 42501
delete from addresses;

-- as clerk, 42501
update addresses set deleted_at = now();

-- fine
update addresses set deleted_at = now() where sender_id = '00000000-0000-0000-0000-00000000000a';

-- fine
insert into addresses (sender_id, label, street) values
  ('00000000-0000-0000-0000-00000000000a', 'home', '4 Main St');

-- as clerk, gives 1 Main St|2 Main St
select a.street, r.street from parcels p join addresses a on a.id = p.address_id join addresses r on r.id = p.return_address_id;

-- 23503 parcels_address_id_sender_id_fkey
delete from addresses where street = '1 Main St';

-- fine
delete from addresses where street = '2 Main St';

-- gives 00000000-0000-0000-0000-00000000000a|null
select sender_id, return_address_id from parcels;
