-- fine
insert into patients (id, name, ward) values
  ('00000000-0000-0000-0000-00000000000a', 'Ann', 'north'),
  ('00000000-0000-0000-0000-00000000000b', 'Ben', 'south');

-- fine
insert into findings (patient_id, text, released) values
  ('00000000-0000-0000-0000-00000000000a', 'old one of Ann', true),
  ('00000000-0000-0000-0000-00000000000a', 'new one of Ann', false),
  ('00000000-0000-0000-0000-00000000000b', 'old one of Ben', true);

-- as head, gives new one of Ann, old one of Ann, old one of Ben
select text from findings order by 1;

-- as nurse, gives
select text from findings;

-- as doctor, gives new one of Ann!
update findings set text = text || '!' where true returning text;

-- as doctor, 42501
update findings set released = true;

-- as doctor, gives
delete from findings returning text;

-- as head, gives new one of Ann!
update findings set released = true where not released returning text;

-- as head, gives old one of Ben
delete from findings where text ~ 'Ben' returning text;

-- as service, fine
set role clinic_api; set fraise.roles = 'nurse'; set fraise.claim.ward = 'north';

-- as service, gives Ann
select name from patients;

-- as service, gives
select text from findings;

-- as service, gives Anna
update patients set name = 'Anna' where true returning name;

-- as service, 42501
update patients set ward = 'south';

-- as service, fine
set fraise.roles = 'patient'; set fraise.viewer_id = '00000000-0000-0000-0000-00000000000a';

-- as service, gives Anna
update patients set name = 'Anna' where true returning name;

-- as service, gives new one of Ann!, old one of Ann
select text from findings order by 1;

-- as service, fine
set fraise.roles = 'system';

-- as service, gives new one of Ann!, old one of Ann
select text from findings order by 1;
