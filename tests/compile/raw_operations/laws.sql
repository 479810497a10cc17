-- fine
insert into traders (id, name, seat, secret) values ('00000000-0000-0000-0000-0000000000a1', 'Ann', 'a1', 'x'), ('00000000-0000-0000-0000-0000000000b1', 'Bea', 'b1', 'y');

-- fine
insert into stalls (id, trader_id, hall) values ('00000000-0000-0000-0000-0000000000a2', '00000000-0000-0000-0000-0000000000a1', 'north'),
  ('00000000-0000-0000-0000-0000000000b2', '00000000-0000-0000-0000-0000000000b1', 'south');

-- as nobody, 42883
select create_trader('{"name": "Col"}');

-- as trader, ZF005
select create_trader('{"name": "Col"}');

-- as trader, ZF005
select create_trader('{"title": "Col"}');

-- as clerk, ZF010
select create_trader('{"title": "Col"}');

-- as clerk, ZF010
select create_trader(null);

-- as clerk, ZF010
select create_trader('[]');

-- as clerk, ZF010
select create_trader('{}');

-- as clerk, ZF010
select create_trader('{"name": null}');

-- as clerk, ZF010
select create_trader('{"name": 3}');

-- as clerk, ZF010
select create_trader('{"name": "a name that is too long for this"}');

-- as clerk, ZF005
select create_trader('{"name": "Col", "secret": "z"}');

-- as clerk, 23505 traders_name_key
select create_trader('{"name": "Ann"}');

-- as clerk, 23505 traders_seat_key
select create_trader('{"name": "Col", "seat": "a1"}');

-- as clerk, gives t
select create_trader('{"name": "Col", "seat": null}') is not null;

-- as head, gives t
select create_trader('{"name": "Dan", "secret": "z"}') is not null;

-- gives Ann|x|a1, Bea|y|b1, Col|null|null, Dan|z|null
select name, secret, seat from traders order by name;

-- as clerk, gives 00000000-0000-0000-0000-0000000000a1
select update_trader('00000000-0000-0000-0000-0000000000a1', '{"name": "Ana", "seat": null}');

-- as clerk, ZF010
select update_trader('00000000-0000-0000-0000-0000000000a1', '{"name": null}');

-- as clerk, ZF010
select update_trader('00000000-0000-0000-0000-0000000000a1', '{"id": "00000000-0000-0000-0000-0000000000a1"}');

-- as clerk, ZF006
select update_trader('00000000-0000-0000-0000-0000000000c1', '{"name": "Ana"}');

-- as clerk, ZF010
select update_trader(null, '{}');

-- as clerk, 23505 traders_name_key
select update_trader('00000000-0000-0000-0000-0000000000b1', '{"name": "Ana"}');

-- gives Ana|x|null|t, Bea|y|b1|f, Col|null|null|f, Dan|z|null|f
select name, secret, seat, updated_at > created_at from traders order by name;

-- as service, ZF005
select update_trader('00000000-0000-0000-0000-0000000000a1', '{"name": "Ann"}');

-- as service, gives 00000000-0000-0000-0000-0000000000a1|trader|south
select set_config('fraise.viewer_id', '00000000-0000-0000-0000-0000000000a1', false), set_config('fraise.roles', 'trader', false), set_config('fraise.claim.hall', 'south', false);

-- as service, gives 00000000-0000-0000-0000-0000000000a1
select update_trader('00000000-0000-0000-0000-0000000000a1', '{"name": "Ann"}');

-- as service, 23505
select update_trader('00000000-0000-0000-0000-0000000000a1', '{"name": "Bea"}');

-- as service, 23505
select update_trader('00000000-0000-0000-0000-0000000000a1', '{"seat": "b1"}');

-- as service, ZF006
select update_trader('00000000-0000-0000-0000-0000000000b1', '{"name": "Ann"}');

-- as service, gives t
select create_stall('{"trader_id": "00000000-0000-0000-0000-0000000000a1", "hall": "east"}') is not null;

-- as service, ZF010
select create_stall('{"trader_id": "00000000-0000-0000-0000-0000000000a1", "hall": "east", "phase": "closed"}');

-- as service, ZF006
select create_stall('{"trader_id": "00000000-0000-0000-0000-0000000000b1", "hall": "west"}');

-- as service, ZF006
select create_stall('{"trader_id": "00000000-0000-0000-0000-0000000000c1", "hall": "west"}');

-- as service, 23505
select create_stall('{"trader_id": "00000000-0000-0000-0000-0000000000a1", "hall": "south"}');

-- as head, ZF005
select create_stall('{"trader_id": "00000000-0000-0000-0000-0000000000a1", "hall": "west"}');

-- as service, ZF005
select update_stall('00000000-0000-0000-0000-0000000000a2', '{"hall": "east"}');

-- as service, gives 00000000-0000-0000-0000-0000000000a2
select update_stall('00000000-0000-0000-0000-0000000000a2', '{"hall": "north"}');

-- as service, ZF005
select update_stall('00000000-0000-0000-0000-0000000000b2', '{"hall": "south"}');

-- as head, gives 00000000-0000-0000-0000-0000000000a2
select update_stall('00000000-0000-0000-0000-0000000000a2', '{"hall": "west"}');

-- as head, 23505 stalls_hall_key
select update_stall('00000000-0000-0000-0000-0000000000a2', '{"hall": "south"}');

-- as service, gives t
select create_good('{"stall_id": "00000000-0000-0000-0000-0000000000a2", "name": "pots", "pieces": 2, "price": 1.50, "picture": "AQID", "tags": ["a", "b"], "size": {"width": 3}, "notes": [1, null]}') is not null;

-- as service, gives t
select create_good('{"stall_id": "00000000-0000-0000-0000-0000000000a2", "name": "pans", "pieces": 1, "price": 2, "grade": "fine", "number": "mine"}') is not null;

-- gives pans|1|fine|2.00|2.00|null|null|null|null|null|mine, pots|2|fair|1.50|1.50|null|{"unit": "cm", "width": 3}|{a,b}|\x010203|[1, null]|G-001
select label, pieces, grade, price, cheapest, discount, size, tags, picture, notes, number from goods order by label;

-- as service, ZF005
select create_good('{"stall_id": "00000000-0000-0000-0000-0000000000b2", "name": "pans", "pieces": 1, "price": 2}');

-- as service, ZF005
select create_good('{"stall_id": "00000000-0000-0000-0000-0000000000a2", "name": "pans", "pieces": 1, "price": 2, "discount": 1}');

-- as service, ZF010
select create_good('{"stall_id": "00000000-0000-0000-0000-0000000000a2", "name": "pans", "pieces": 1, "price": 2, "origin": "here"}');

-- as service, 23514 goods_pieces_pieces_check
select create_good('{"stall_id": "00000000-0000-0000-0000-0000000000a2", "name": "pans", "pieces": 0, "price": 2}');

-- as service, ZF010
select create_good('{"stall_id": "00000000-0000-0000-0000-0000000000a2", "name": "pans", "pieces": 1.5, "price": 2}');

-- as service, ZF010
select create_good('{"stall_id": "00000000-0000-0000-0000-0000000000a2", "name": "pans", "pieces": "1", "price": 2}');

-- as service, ZF010
select create_good('{"stall_id": "00000000-0000-0000-0000-0000000000a2", "name": "pans", "pieces": 1, "price": 2.001}');

-- as service, 23514 goods_grade_check
select create_good('{"stall_id": "00000000-0000-0000-0000-0000000000a2", "name": "pans", "pieces": 1, "price": 2, "grade": "best"}');

-- as service, 23514 goods_size_check
select create_good('{"stall_id": "00000000-0000-0000-0000-0000000000a2", "name": "pans", "pieces": 1, "price": 2, "size": {"height": 3}}');

-- as service, 23514 goods_tags_bounds_check
select create_good('{"stall_id": "00000000-0000-0000-0000-0000000000a2", "name": "pans", "pieces": 1, "price": 2, "tags": ["a", "b", "c"]}');

-- as service, ZF010
select create_good('{"stall_id": "00000000-0000-0000-0000-0000000000a2", "name": "pans", "pieces": 1, "price": 2, "tags": ["a", null]}');

-- as service, ZF010
select create_good('{"stall_id": "00000000-0000-0000-0000-0000000000a2", "name": "pans", "pieces": 1, "price": 2, "picture": "no base"}');

-- as service, 23514 goods_name_length_check
select create_good('{"stall_id": "00000000-0000-0000-0000-0000000000a2", "name": "a name that is far too long", "pieces": 1, "price": 2}');

-- as service, 23514 goods_worth_it_check
select create_good('{"stall_id": "00000000-0000-0000-0000-0000000000a2", "name": "gold", "pieces": 1000, "price": 2}');

-- as service, ZF010
select create_good('{"stall_id": "a2", "name": "gold", "pieces": 1000, "price": 2}');

-- as service, gives t
select update_good((select id from goods where label = 'pots'), '{"name": "pot", "tags": null, "picture": "BAU=", "price": 3}') is not null;

-- as service, ZF005
select update_good((select id from goods where label = 'pot'), '{"stall_id": "00000000-0000-0000-0000-0000000000b2"}') is not null;

-- as service, ZF010
select update_good((select id from goods where label = 'pot'), '{"stall_id": null}') is not null;

-- as clerk, ZF005
select update_good((select id from goods where label = 'pot'), '{"discount": 5}');

-- as head, 23514 goods_discount_check
select update_good((select id from goods where label = 'pot'), '{"discount": 500}');

-- as head, gives t
select update_good((select id from goods where label = 'pot'), '{"discount": 5}') is not null;

-- gives pans|1|2.00|null|null|null|mine, pot|2|3.00|5.00|null|\x0405|G-001
select label, pieces, price, discount, tags, picture, number from goods order by label;

-- as trader, ZF010
select delete_good((select id from goods limit 1));

-- as clerk, gives
select stall_fire('00000000-0000-0000-0000-0000000000a2', 'close');

-- as service, ZF004
select delete_good((select id from goods where label = 'pot'));

-- as service, ZF004
select create_good('{"stall_id": "00000000-0000-0000-0000-0000000000a2", "name": "pans", "pieces": 1, "price": 2}');

-- as service, ZF005
select delete_stall('00000000-0000-0000-0000-0000000000b2');

-- as service, gives 00000000-0000-0000-0000-0000000000a2
select delete_stall('00000000-0000-0000-0000-0000000000a2');

-- as service, ZF006
select delete_stall('00000000-0000-0000-0000-0000000000a2');

-- as service, ZF006
select update_stall('00000000-0000-0000-0000-0000000000a2', '{}');

-- as clerk, ZF006
select create_good('{"stall_id": "00000000-0000-0000-0000-0000000000a2", "name": "pans", "pieces": 1, "price": 2}');

-- gives east|t, south|t, west|f
select hall, deleted_at is null from stalls order by hall;

-- as clerk, gives ["north", 1]
select create_ticket('{"hall": "north", "number": 1}');

-- as clerk, 23505 tickets_pkey
select create_ticket('{"hall": "north", "number": 1}');

-- as clerk, ZF010
select create_ticket('{"hall": "north"}');

-- as clerk, gives ["north", 1]
select update_ticket('north', 1, '{"holder_id": "00000000-0000-0000-0000-0000000000b1"}');

-- as clerk, ZF006
select update_ticket('north', 2, '{"holder_id": "00000000-0000-0000-0000-0000000000b1"}');

-- as clerk, ZF010
select update_ticket('north', null, '{}');

-- gives north|1|f
select hall, number, holder_id is null from tickets;

-- as clerk, gives ["north", 1]
select delete_ticket('north', 1);

-- as clerk, ZF006
select delete_ticket('north', 1);

-- as head, 23503 stalls_trader_id_fkey
select delete_trader('00000000-0000-0000-0000-0000000000a1');

-- as service, gives t
select create_report('{"trader_id": "00000000-0000-0000-0000-0000000000a1", "ticket_hall": "x"}') is not null;

-- as trader, ZF006
select create_report('{"trader_id": "00000000-0000-0000-0000-0000000000a1", "ticket_hall": "x"}') is not null;

-- as nobody, 42883
select create_report('{}');
