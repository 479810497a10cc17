-- Two patients; a visit of each and one without notes; notes that are private and notes that are not.
insert into patients (id, name, email) values
  ('00000000-0000-0000-0000-00000000000a', 'Alice', 'alice@example.com'),
  ('00000000-0000-0000-0000-00000000000b', 'Bob', 'bob@example.com');
insert into visits (id, patient_id, day, fee) values
  ('00000000-0000-0000-0001-00000000000a', '00000000-0000-0000-0000-00000000000a', '2026-01-01', 10),
  ('00000000-0000-0000-0001-00000000000b', '00000000-0000-0000-0000-00000000000b', '2026-01-03', 30),
  ('00000000-0000-0000-0001-00000000000c', '00000000-0000-0000-0000-00000000000a', '2026-01-02', 20);
insert into notes (id, visit_id, text, private) values
  ('00000000-0000-0000-0002-00000000000a', '00000000-0000-0000-0001-00000000000a', 'for Alice', false),
  ('00000000-0000-0000-0002-00000000000b', '00000000-0000-0000-0001-00000000000b', 'for Bob', false),
  ('00000000-0000-0000-0002-00000000000c', '00000000-0000-0000-0001-00000000000a', 'about Alice', true);
insert into attachments (note_id, file) select id, text from notes;
