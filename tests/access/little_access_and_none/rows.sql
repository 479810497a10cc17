insert into guests (id, name, vip, deleted_at) values
  ('00000000-0000-0000-0000-00000000000a', 'Alice', true, null),
  ('00000000-0000-0000-0000-00000000000b', 'Bob', false, null),
  ('00000000-0000-0000-0000-00000000000c', 'Carol', false, now());
insert into recipes (text) values ('salt');
insert into wishes (guest_id, text) values
  ('00000000-0000-0000-0000-00000000000a', 'more'),
  ('00000000-0000-0000-0000-00000000000b', 'less');
insert into tastings (guest_id, stars) values
  ('00000000-0000-0000-0000-00000000000a', 5),
  ('00000000-0000-0000-0000-00000000000b', 1);
insert into seats ("row", number, guest_id, note) values
  ('A', 1, '00000000-0000-0000-0000-00000000000a', 'window'),
  ('A', 2, '00000000-0000-0000-0000-00000000000b', null),
  ('B', 1, null, null);
