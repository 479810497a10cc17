-- gives 01:30:00
insert into events (title, place, dates, speakers) values
  ('Meeting', '{"name": "Hut", "at": {"latitude": 47.12345, "longitude": -11}, "unit": "metre", "kinds": []}', '{2026-01-31}', '{}')
returning lasts;

-- fine
update events set fallback = '{"name": "Inn", "at": {"latitude": 47, "longitude": 11}, "height": 2000, "unit": "foot", "kinds": ["warm", "dry"]}';

-- fine
update events set fallback = fallback || '{"height": null}';

-- 23514 events_fallback_check
update events set fallback = fallback - 'name';

-- 23514 events_fallback_check
update events set fallback = fallback || '{"name": null}';

-- 23514 events_fallback_check
update events set fallback = fallback || '{"colour": "red"}';

-- 23514 events_fallback_check
update events set fallback = fallback || '{"at": {"latitude": 47}}';

-- 23514 events_fallback_check
update events set fallback = fallback || '{"at": {"latitude": "47", "longitude": 11}}';

-- 23514 events_fallback_check
update events set fallback = fallback || '{"at": {"latitude": 1000, "longitude": 11}}';

-- 23514 events_fallback_check
update events set fallback = fallback || '{"at": {"latitude": 0.123456, "longitude": 11}}';

-- 23514 events_fallback_check
update events set fallback = fallback || '{"height": 1.5}';

-- 23514 events_fallback_check
update events set fallback = fallback || '{"height": 2147483648}';

-- 23514 events_fallback_check
update events set fallback = fallback || '{"unit": "Metre"}';

-- 23514 events_fallback_check
update events set fallback = fallback || '{"kinds": ["a", 1]}';

-- 23514 events_fallback_check
update events set fallback = fallback || '{"kinds": ["a", null]}';

-- 23514 events_fallback_check
update events set fallback = fallback || '{"kinds": ["a", "b", "c", "d", "e"]}';

-- 23514 events_fallback_check
update events set fallback = fallback || '{"kinds": {}}';

-- 23514 events_place_check
update events set place = 'null';

-- 23514 events_place_check
update events set place = '[]';

-- 23514 events_dates_bounds_check
update events set dates = '{}';

-- 23514 events_dates_elements_check
update events set dates = '{2026-01-31,NULL}';

-- 23514 events_nobody_speaks_check
update events set speakers = '{Ann,nobody}';

-- 22001
update events set speakers = array[repeat('x', 81)];
