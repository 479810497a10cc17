insert into halls (id, name) overriding system value values (1, 'Great hall'), (2, 'Small hall');
insert into seats (hall_id, number, aisle) values (1, 1, true), (1, 2, false), (2, 1, true);
insert into prices (category, valid_from, amount) values ('front', '2026-01-01', 20), ('front', '2026-07-01', 25);
