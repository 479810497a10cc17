-- fine
insert into orders (open) values (true), (true), (false);

-- fine
insert into parcels (order_id, sealed) values (1, false), (1, true), (2, false), (3, false);

-- fine
insert into contents (parcel_id, item) values (1, 'cup'), (3, 'jug');

-- ZF004
insert into contents (parcel_id, item) values (1, 'pot'), (2, 'pot');

-- ZF004
insert into contents (parcel_id, item) values (4, 'pot');

-- fine
update contents set item = 'mug' where item = 'cup';

-- ZF004
update contents set parcel_id = 2 where item = 'mug';

-- fine
update contents set parcel_id = 3 where item = 'mug';

-- fine
insert into stamps (parcel_id, cents) values (1, 5), (3, 7);

-- fine
insert into notes (order_id, text) values (1, 'first'), (null, 'loose'), (2, 'second');

-- ZF004
insert into notes (order_id, text) values (3, 'third');

-- ZF004
update notes set order_id = 3 where order_id is null;

-- fine
update orders set open = false where id = 2;

-- ZF004
update contents set parcel_id = 1;

-- ZF004
delete from contents where item = 'mug';

-- ZF004
delete from notes where order_id = 2;

-- ZF004
update notes set order_id = null where order_id = 2;

-- fine
update stamps set cents = 8;

-- ZF004
delete from parcels where id = 3;

-- ZF004
delete from orders where id = 2;

-- fine
update parcels set sealed = true where id = 1;

-- ZF004
update stamps set cents = 6 where parcel_id = 1;

-- ZF004
delete from orders where id = 1;

-- fine
update parcels set sealed = false where id = 1;

-- fine
delete from orders where id = 1;

-- gives 2|1|first0 loose0 second2
select (select count(*) from parcels), (select count(*) from stamps), (select string_agg(text || coalesce(order_id, 0), ' ' order by text) from notes);

-- ZF004
delete from orders;

-- fine
update orders set open = true;

-- fine
delete from orders;

-- gives 0|0|3
select (select count(*) from contents), (select count(*) from stamps), (select count(*) from notes where order_id is null);
