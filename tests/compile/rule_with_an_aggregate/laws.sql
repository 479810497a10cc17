-- fine
insert into persons (id, name) values
  ('00000000-0000-0000-0000-00000000000a', 'Ann'), ('00000000-0000-0000-0000-00000000000b', 'Ben');

-- fine
insert into circles (id, name) values
  ('00000000-0000-0000-0001-000000000001', 'both'),
  ('00000000-0000-0000-0001-000000000002', 'of Ann'),
  ('00000000-0000-0000-0001-000000000003', 'nobody''s');

-- fine
insert into seats (circle_id, person_id) values
  ('00000000-0000-0000-0001-000000000001', '00000000-0000-0000-0000-00000000000a'),
  ('00000000-0000-0000-0001-000000000001', '00000000-0000-0000-0000-00000000000b'),
  ('00000000-0000-0000-0001-000000000002', '00000000-0000-0000-0000-00000000000a');

-- as member, gives
select name from circles;

-- as service, fine
set role groups_api; set fraise.roles = 'member'; set fraise.viewer_id = '00000000-0000-0000-0000-00000000000a';

-- as service, gives both, of Ann
select name from circles order by 1;

-- as service, fine
set fraise.viewer_id = '00000000-0000-0000-0000-00000000000b';

-- as service, gives both
select name from circles order by 1;

-- as service, gives Ann, Ben
select p.name from seats s join persons p on p.id = s.person_id order by 1;

-- as service, fine
set fraise.roles = '';

-- as service, gives
select name from circles;
