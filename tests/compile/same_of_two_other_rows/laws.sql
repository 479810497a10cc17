-- fine
insert into orders (label) values ('one'), ('two');

-- fine
insert into items (order_id) values (1), (2);

-- fine
insert into returns (order_id, second_order_id) values (1, 2), (2, null);

-- fine
insert into return_items (return_id, item_id) values (1, 1), (2, 2), (2, null);

-- ZF007
insert into return_items (return_id, item_id) values (1, 1), (1, 2);

-- ZF007
update return_items set item_id = 1 where item_id is null;

-- ZF007
update return_items set return_id = 1;

-- fine
update return_items set item_id = 2, note = 'found' where item_id is null;

-- fine
update return_items set return_id = 3 - return_id, item_id = 3 - item_id;

-- fine
update returns set deleted_at = now();

-- ZF007
insert into return_items (return_id, item_id) values (1, 2);

-- ZF003
update items set order_id = 3 - order_id;

-- ZF007
insert into fixeds (return_id, item_id) values (1, 1);

-- fine
insert into fixeds (return_id, item_id) values (1, 2), (2, 1);

-- gives 1|1, 1|1, 2|2
select return_id, item_id from return_items order by 1, 2;
