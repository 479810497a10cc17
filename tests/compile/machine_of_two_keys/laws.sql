-- fine
insert into seats (row, number) values ('a', 1), ('a', 2), ('b', 1);

-- as usher, gives
select seat_fire('a', 1, 'hold', '{"name": "Ann"}');

-- as usher, ZF001
select seat_fire('a', 1, 'hold', '{"name": "Bea"}');

-- as usher, ZF001
select seat_fire('a', 2, 'sell');

-- as usher, ZF006
select seat_fire('c', 1, 'sell');

-- as nobody, 42883
select seat_fire('a', 1, 'sell');

-- as usher, gives
select seat_fire('a', 1, 'sell');

-- fine
update seats set state = 'held' where row = 'b';

-- ZF002
update seats set state = 'sold' where row = 'b';

-- gives a|1|sold|Ann, a|2|free|null, b|1|held|null
select row, number, state, name from seats order by 1, 2;

-- fine
update seats set state = 'free' where state <> 'free';

-- gives a|1|free|null, a|2|free|null, b|1|free|null
select row, number, state, name from seats order by 1, 2;

-- gives a 1|free|held|hold, a 1|held|sold|sell, b 1|free|held|hold, a 1|sold|free|free, b 1|held|free|free
select row_id, from_state, to_state, event from seat_transitions order by id;
