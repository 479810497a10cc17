insert into persons (id, name, phone) values
  ('00000000-0000-0000-0000-00000000000a', 'Alice', '1'),
  ('00000000-0000-0000-0000-00000000000b', 'Bob', null);
insert into claims (person_id, desk, amount, verdict, memo, trace, closed) values
  ('00000000-0000-0000-0000-00000000000a', 1, 10, 'fine', 'calls often', 't', true),
  ('00000000-0000-0000-0000-00000000000a', 2, 20, 'open', null, 't', false),
  ('00000000-0000-0000-0000-00000000000b', 1, 30, 'fine', 'never calls', null, true);
