-- gives 1
insert into halls (name) values ('Main hall') returning id;

-- fine
insert into seats (hall_id, number, aisle) values (1, 1, true), (1, 2, false);

-- 23505 seats_pkey
insert into seats (hall_id, number) values (1, 2);

-- 23514 seats_number_check
insert into seats (hall_id, number) values (1, 0);

-- ZF003
update seats set number = 3 where number = 2;

-- fine
insert into prices (category, valid_from, amount) values ('A', '2026-01-01', 10), ('A', '2026-02-01', 12);

-- 23505 prices_pkey
insert into prices (category, valid_from, amount) values ('A', '2026-02-01', 13);

-- ZF003
update prices set category = 'B';

-- fine
delete from halls;

-- gives 0
select count(*) from seats;
