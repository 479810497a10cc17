-- 23514 stays_parcel_check
insert into stays (came, went, note, size, days, parcel) values
  ('2026-01-31', '2026-03-01', 'a', 'large', 29, '{"sizes": ["small"], "notes": [{"a": 1}, null, 2], "size": "large"}');

-- fine
insert into stays (came, went, note, size, days, parcel) values
  ('2026-01-31', '2026-03-01', 'a', 'large', 29, '{"sizes": ["small"], "notes": [{"a": 1}, "b"], "size": "large"}');

-- fine
insert into stays (came, went, size, days, parcel) values
  ('2026-03-28', '2026-03-30', 'small', 2, '{"sizes": [], "notes": []}');

-- 23514 stays_parcel_check
insert into stays (came, went, size, days, parcel) values
  ('2026-03-28', '2026-03-30', 'small', 2, '{"sizes": ["huge"], "notes": []}');

-- fine
set timezone = 'Europe/Berlin';

-- fine
insert into stays (came, went, size, days, parcel) values
  ('2026-03-28', '2026-03-30', 'small', 2, '{"sizes": [], "notes": []}');

-- gives 1 mon 1 day|a/29|[{"a": 1}, "b"], 2 days|/2|[], 2 days|/2|[]
select lasted, label, parcel -> 'notes' from stays order by id;
