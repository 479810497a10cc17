-- Two members; a folder of each that is closed and one that is open; a sheet and a remark in each.
insert into members (id, name) overriding system value values (1, 'Alice'), (2, 'Bob');
insert into folders (id, owner_id, open) values
  ('00000000-0000-0000-0001-00000000000a', 1, false),
  ('00000000-0000-0000-0001-00000000000b', 2, false),
  ('00000000-0000-0000-0001-0000000000ab', 2, true);
insert into folders (id, owner_id, parent_id) values
  ('00000000-0000-0000-0001-0000000000aa', 1, '00000000-0000-0000-0001-00000000000a');
insert into sheets (id, folder_id, text) values
  ('00000000-0000-0000-0002-00000000000a', '00000000-0000-0000-0001-00000000000a', 'one'),
  ('00000000-0000-0000-0002-00000000000b', '00000000-0000-0000-0001-00000000000b', 'two'),
  ('00000000-0000-0000-0002-0000000000ab', '00000000-0000-0000-0001-0000000000ab', null);
insert into remarks (sheet_id, text) select id, 'well' from sheets;
