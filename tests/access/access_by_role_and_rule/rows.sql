-- Two patients in two wards, each with a finding that is out and one that is not.
insert into patients (id, name, ward) values
  ('00000000-0000-0000-0000-00000000000a', 'Alice', 'north'),
  ('00000000-0000-0000-0000-00000000000b', 'Bob', 'south');
insert into findings (id, patient_id, text, released) values
  ('00000000-0000-0000-0001-00000000000a', '00000000-0000-0000-0000-00000000000a', 'well', true),
  ('00000000-0000-0000-0001-0000000000aa', '00000000-0000-0000-0000-00000000000a', 'unsure', false),
  ('00000000-0000-0000-0001-00000000000b', '00000000-0000-0000-0000-00000000000b', 'ill', true);
