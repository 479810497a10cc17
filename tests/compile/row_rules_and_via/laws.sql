-- fine
insert into patients (id, name, email) values
  ('00000000-0000-0000-0000-00000000000a', 'Alice', 'alice@example.com'),
  ('00000000-0000-0000-0000-00000000000b', 'Bob', 'bob@example.com');

-- fine
insert into visits (id, patient_id, day, fee) values
  ('00000000-0000-0000-0001-00000000000a', '00000000-0000-0000-0000-00000000000a', '2026-01-01', 10),
  ('00000000-0000-0000-0001-00000000000c', '00000000-0000-0000-0000-00000000000a', '2026-01-02', 20),
  ('00000000-0000-0000-0001-00000000000b', '00000000-0000-0000-0000-00000000000b', '2026-01-03', 30);

-- fine
insert into notes (id, visit_id, text, private) values
  ('00000000-0000-0000-0002-00000000000a', '00000000-0000-0000-0001-00000000000a', 'for Alice', false),
  ('00000000-0000-0000-0002-00000000000c', '00000000-0000-0000-0001-00000000000a', 'about Alice', true),
  ('00000000-0000-0000-0002-00000000000b', '00000000-0000-0000-0001-00000000000b', 'for Bob', false);

-- fine
insert into attachments (note_id, file)
select id, replace(text, ' ', '-') || '.pdf' from notes;

-- as doctor, gives about-Alice.pdf, for-Alice.pdf, for-Bob.pdf
select file from attachments order by 1;

-- as doctor, gives 10.00, 20.00, 30.00
select fee from visits order by 1;

-- as nurse, gives 2026-01-01, 2026-01-02, 2026-01-03
select day from visits order by 1;

-- as nurse, 42501
select fee from visits;

-- as nurse, gives
select text from notes;

-- as nurse, gives
select file from attachments;

-- as patient, gives
select name from patients;

-- as nobody, 42501
select name from public.patients;

-- as service, gives Alice|Bob
select string_agg(name, '|' order by name) from patients;

-- as service, fine
set role practice_api;

-- as service, gives
select day from visits;

-- as service, fine
set fraise.roles = 'patient';

-- as service, fine
set fraise.viewer_id = '00000000-0000-0000-0000-00000000000a';

-- as service, gives Alice
select name from patients;

-- as service, gives 2026-01-01, 2026-01-02
select day from visits order by 1;

-- as service, gives for Alice
select text from notes;

-- as service, gives for-Alice.pdf
select file from attachments;

-- as service, gives 2026-01-02
update visits set cancelled = true returning day;

-- as service, 42501
insert into visits (patient_id, day, fee) values ('00000000-0000-0000-0000-00000000000b', '2026-01-04', 0);

-- as service, fine
insert into visits (patient_id, day, fee) values ('00000000-0000-0000-0000-00000000000a', '2026-01-04', 0);

-- as service, 42501
insert into notes (visit_id, text) values ('00000000-0000-0000-0001-00000000000a', 'by Alice');

-- as service, 42501
delete from visits;

-- as service, gives Alicia
update patients set name = 'Alicia' returning name;

-- gives Alicia|true, Bob|false
select name, (updated_at > created_at)::text from patients order by 1;
