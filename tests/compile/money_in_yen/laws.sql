-- gives 13
insert into items (price) values (12.5) returning price;

-- 22003
insert into items (price) values (1000000000000);
