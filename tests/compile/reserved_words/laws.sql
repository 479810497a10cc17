-- gives select|t
insert into orders (id, "group", "table") values ('00000000-0000-0000-0000-00000000000a', 'it''s "mine" \ $fn$ {{ braces }}', 1)
returning type, async;

-- gives f
insert into orders ("group", type, "table") values ('other', 'self', 2) returning async;

-- 23514 orders_type_check
insert into orders ("group", type, "table") values ('other', 'crate', 3);

-- 23514 orders_table_check
insert into orders ("group", "table") values ('other', 0);

-- 23505 orders_group_table_key
insert into orders ("group", "table") values ('other', 2);

-- gives none; drop table orders; --
insert into returns (order_id) values ('00000000-0000-0000-0000-00000000000a') returning "default";

-- 23505 returns_order_id_key
insert into returns (order_id) values ('00000000-0000-0000-0000-00000000000a');

-- as user, gives 1, 2
select "table" from orders order by 1;

-- as service, fine
set role yard_api;

-- as service, gives 1
select "table" from orders;

-- as service, gives none; drop table orders; --
select "default" from returns;

-- as service, gives
select "select" from users;

-- gives It's a role -- and not a comment
select shobj_description('yard_role_user'::regrole, 'pg_authid');
