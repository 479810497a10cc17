-- fine
insert into parts (name) values ('bolt'), ('nut'), ('cog');

-- fine
insert into places (name) values ('north'), ('south');

-- fine
insert into stock (part_id, place_id, here) values (1, 1, 10), (1, 2, 20), (2, 1, 30);

-- fine
insert into tanks (code) values ('oil'), ('old');

-- fine
update tanks set deleted_at = now() where code = 'old';

-- fine
insert into tanks (code, open) values ('old', false);

-- gives 1, 2, 3, 4, 5
insert into lines (part_id, place_id, tank, quantity, waste) values
  (1, 1, null, 3, false), (2, 1, 'oil', 4, false), (1, 1, 'oil', 5, false), (1, null, null, 99, false), (1, 2, null, 2, true)
returning id;

-- gives 1|1|10|8|2, 1|2|16|0|16, 2|1|30|4|26
select part_id, place_id, here, taken, free from stock order by part_id, place_id;

-- gives 1|1|take|3|1|null|f, 1|1|take|5|3|null|f, 2|1|take|4|2|null|f, 1|2|burn|2|5|waste of bolt|t
select part_id, place_id, kind, quantity, source, notes, checked from movements order by id;

-- gives oil|1.125|f, old|0.000|f, old|0.000|t
select code, level, deleted_at is not null from tanks order by 1, 3;

-- ZF100
insert into lines (part_id, place_id, quantity) values (1, 1, 2), (2, 1, 27), (1, 1, 1);

-- fine
create function pg_temp.refused(statement text) returns text language plpgsql as $$
declare message text; detail text;
begin
  execute statement;
  return 'not refused';
exception when others then
  get stacked diagnostics message = message_text, detail = pg_exception_detail;
  return concat_ws(' / ', message, detail);
end
$$;

-- gives Only 2 of bolt (92%) are free, 3 wanted / {"code": "TOO_FEW", "rows": [{"qty": 3, "free": 2, "part.name": "bolt", "100 - taken": 92}, {"qty": 27, "free": 26, "part.name": "nut", "100 - taken": 96}], "params": {"qty": 3, "free": 2, "part.name": "bolt", "100 - taken": 92}}
select pg_temp.refused('insert into lines (part_id, place_id, quantity) values (1, 1, 2), (2, 1, 27), (1, 1, 1)');

-- gives there is no row of stock for 2 2, 3 1 / {"code": "NO_COUNTER_ROW", "params": {}}
select pg_temp.refused('insert into lines (part_id, place_id, quantity) values (3, 1, 2), (1, 1, 1), (2, 2, 1)');

-- gives a quantity is negative or missing / {"code": "BAD_INPUT", "params": {"field": "qty"}}
select pg_temp.refused('insert into lines (part_id, place_id, quantity) values (1, 1, 5), (1, 1, -4)');

-- gives 100% closed / {"code": "CLOSED", "rows": [{}], "params": {}}
select pg_temp.refused($$insert into lines (part_id, tank, quantity) values (1, 'old', 1)$$);

-- fine
insert into tanks (code, most) values ('deep', null);

-- ZF101
insert into lines (part_id, tank, quantity) values (1, 'deep', 1);

-- ZF009
insert into lines (part_id, tank, quantity) values (1, 'none', 1);

-- 22003
insert into lines (part_id, place_id, quantity, waste) values (1, 1, 2147483647, true), (1, 1, 2147483647, true);

-- 23514 stock_here_check
insert into lines (part_id, place_id, quantity, waste) values (2, 1, 20, true);

-- fine
insert into lines (part_id, place_id, quantity) values (1, 1, 0), (3, 1, 0);

-- gives 1|1|10|8|2, 1|2|16|0|16, 2|1|30|4|26
select part_id, place_id, here, taken, free from stock order by part_id, place_id;

-- gives 1|1|take|3|1|null|f, 1|1|take|5|3|null|f, 2|1|take|4|2|null|f, 1|2|burn|2|5|waste of bolt|t
select part_id, place_id, kind, quantity, source, notes, checked from movements order by id;

-- fine
update lines set deleted_at = now() where id in (1, 2, 5);

-- gives 1|1|10|5|5, 1|2|16|0|16, 2|1|30|0|30
select part_id, place_id, here, taken, free from stock order by part_id, place_id;

-- fine
delete from lines where id in (1, 2, 3, 4);

-- gives 1|1|10|0|10, 1|2|16|0|16, 2|1|30|0|30
select part_id, place_id, here, taken, free from stock order by part_id, place_id;

-- gives give|3|1, give|4|2, give|5|3
select kind, quantity, source from movements where kind = 'give' order by id;

-- gives
select fraise.move__stock__correct(array[1, 1, 2, 2]::bigint[], array[1, 1, 1, 1]::bigint[], array[5, -2, 4, -4]::bigint[],
  array[null, null, 'a', 'b']);

-- gives 1|1|13, 1|2|16, 2|1|30
select part_id, place_id, here from stock order by part_id, place_id;

-- gives 1|3|null, 2|4|a, 2|-4|b
select part_id, quantity, source from movements where kind = 'correct' order by id;

-- 23505 movements_source_kind_key
select fraise.move__stock__correct(array[2]::bigint[], array[1]::bigint[], array[4]::bigint[], array['a']);

-- gives what correct of stock requires does not hold / {"code": "GUARD_FAILED", "rows": [{}], "params": {}}
select pg_temp.refused('select fraise.move__stock__correct(array[2], array[1], array[-31], array[null::text])');

-- gives
select fraise.move__stock__correct('{}', '{}', '{}', '{}');

-- gives
select fraise.move__stock__correct(null, null, null, null);

-- as service, 42501
select fraise.move__stock__correct('{}', '{}', '{}', '{}');

-- as service, 42501
update stock set here = 1000;

-- as service, 42501
insert into movements (part_id, place_id, kind, quantity) values (1, 1, 'take', 1);
