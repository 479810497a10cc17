insert into voters (id, email) values
  ('00000000-0000-0000-0000-00000000000a', 'alice@example.com'),
  ('00000000-0000-0000-0000-00000000000b', 'bob@example.com');
insert into ballots (holder, choice) values
  ('voter:00000000-0000-0000-0000-00000000000a', 'yes'),
  ('voter:00000000-0000-0000-0000-00000000000b', 'no'),
  ('guest:abc', 'yes'),
  ('guest:', 'no');
