-- fine
insert into beams (label, unit, length, tags) values ('a', 'metre', 299, '{ash}');

-- fine
update beams set width = 2, tags = '{oak,old}', first_tag = 'oak', tested_on = '2026-01-01', sold_on = '2027-01-01';

-- 23514 beams_label_check
update beams set label = ' a';

-- 23514 beams_known_label_check
update beams set label = '';

-- 23514 beams_unit_check
update beams set unit = 'mile';

-- 23514 beams_feet_are_short_check
update beams set length = 300;

-- fine
update beams set length = 300, unit = 'foot';

-- 23514 beams_narrow_check
update beams set width = 301;

-- 23514 beams_dates_in_order_check
update beams set sold_on = '2025-12-31';

-- 23514 beams_tested_within_a_year_check
update beams set sold_on = '2027-01-02';

-- 23514 beams_not_both_check
update beams set tested_on = null;

-- 23514 beams_known_label_check
update beams set label = 'b?';

-- 23514 beams_tag_is_listed_check
update beams set first_tag = 'elm';

-- 23514 beams_rounded_check
update beams set length = 0.12, width = null;

-- fine
update beams set first_tag = null, sold_on = null;
