-- as sensor, fine
insert into readings (place, value) values ('roof', 1.5);

-- as reader, 42501
insert into readings (place, value) values ('roof', 1.5);

-- as reader, gives 1|roof|1.5000
select id, place, value from readings;

-- as sensor, 42501
update readings set value = 2;

-- ZF012
update readings set value = 2;

-- ZF012
delete from readings;

-- as sensor, 42501
truncate readings;

-- ZF012
truncate readings;

-- gives 1.5000
select value from readings;
