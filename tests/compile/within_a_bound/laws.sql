-- fine
insert into items (sent) values (10), (3);

-- fine
insert into backs (item_id, quantity) values (1, 4), (1, 6), (2, 1);

-- ZF008
insert into backs (item_id, quantity) values (2, 2), (1, 1);

-- ZF008
update backs set quantity = quantity + 1 where item_id = 1 and quantity = 4;

-- fine
update backs set quantity = 10 - quantity where item_id = 1;

-- ZF008
update backs set item_id = 2 where quantity = 4;

-- ZF008
update backs set item_id = 3 - item_id where quantity < 5;

-- ZF008
update backs set item_id = 1;

-- fine
update backs set note = 'seen';

-- fine
delete from backs where item_id = 1 and quantity = 6;

-- ZF008
insert into backs (item_id, quantity) values (1, 9) on conflict do nothing;

-- ZF008
insert into backs (item_id, quantity) values (1, 10);

-- gives 1|4, 2|1
select item_id, sum(quantity) from backs group by 1 order by 1;

-- fine
delete from items where id = 1;

-- fine
insert into rooms (seats) values (4), (null);

-- fine
insert into bookings (room_id, item_id, people) values (2, 2, 99999);

-- fine
insert into bookings (room_id, item_id, people) values (1, 2, 4), (1, 2, -1), (1, 2, 1);

-- ZF008
insert into bookings (room_id, item_id, people) values (1, 2, 0.1);

-- ZF008
delete from bookings where people = -1;

-- ZF008
update bookings set room_id = 2 where people = -1;

-- ZF008
update bookings set bags = 6 where room_id = 1;

-- fine
update bookings set bags = 3 where room_id = 1;

-- ZF008
insert into bookings (room_id, item_id, people, bags, most) values (1, 2, 0, 1, 9);

-- fine
create function told(statement text) returns text language plpgsql as $$
declare
  said text; detail text; place text; field text;
begin
  execute statement;
  return 'nothing';
exception when others then
  get stacked diagnostics
    said = message_text, detail = pg_exception_detail, place = table_name, field = column_name;
  return concat_ws(', ', sqlstate, said, detail, place, field);
end $$;

-- gives ZF008, the sum of quantity for one item exceeds its bound, {"code": "WITHIN_LAW", "params": {"item": 2}}, backs, quantity
select told('insert into backs (item_id, quantity) values (2, 3)');
