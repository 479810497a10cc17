-- fine
insert into papers (org, level, since, price, email) values
  (9007199254740993, 1, '2026-01-01', 1.50, 'A@example.com'),
  (9007199254740993, 5, '2026-01-01', 1.50, 'b@example.com'),
  (7, 1, '2026-01-01', 1.50, 'c@example.com');

-- as reader, gives
select level from papers;

-- as service, fine
set role papers_api; set fraise.roles = 'reader';

-- as service, gives
select level from papers;

-- as service, fine
set fraise.claim.org = '9007199254740993'; set fraise.claim.level = '4'; set fraise.claim.since = '2025-12-31';

-- as service, gives
select level from papers;

-- as service, fine
set fraise.claim.budget = '1.50'; set fraise.claim.cleared = 'true';

-- as service, gives 1
select level from papers;

-- as service, fine
set fraise.claim.budget = '1.49'; set fraise.claim.email = 'b@example.com';

-- as service, gives 5
select level from papers;

-- as service, fine
set fraise.claim.org = 'no number';

-- as service, 22P02
select level from papers;

-- as service, fine
set fraise.claim.org = ''; set fraise.roles = '';

-- as service, gives
select level from papers;
