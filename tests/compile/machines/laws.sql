-- fine
insert into people (name) values ('Ann'), ('Bea');

-- fine
insert into trips (name, most) values ('north', 5), ('south', 5), ('east', 5);

-- fine
insert into boxes (size, here) values ('s', 10), ('l', 3);

-- fine
insert into parcels (label, owner_id, weight) values ('a', 1, 1), ('b', 1, 2), ('c', 2, 9), ('d', 2, 1);

-- fine
insert into items (parcel_id, size, pieces, boxed) values (1, 's', 2, true), (1, 'l', 1, true), (1, 's', 1, true),
  (2, 's', 3, true), (2, 'none', 99, false), (3, 'l', 1, true);

-- ZF001
insert into parcels (label, owner_id, state) values ('x', 1, 'packed');

-- ZF001
insert into parcels (label, owner_id, state) values ('y', 1, 'draft'), ('x', 1, 'lost');

-- ZF001
update parcels set state = 'sent' where id = 1;

-- ZF002
update parcels set state = 'packed' where id in (1, 4);

-- gives a|draft|null|0
select label, state, packed_at, count_packed from parcels where id = 1;

-- fine
update parcels set state = 'packed' where id in (1, 2, 3);

-- gives a|packed|t|1, b|packed|t|1, c|packed|t|1, d|draft|f|0
select label, state, packed_at = sent_at is not true and packed_at is not null, count_packed from parcels order by id;

-- gives l|1, s|4
select size, here from boxes order by 1;

-- gives pack|l|1|2, pack|l|1|6, pack|s|2|1, pack|s|1|3, pack|s|3|4
select kind, size, quantity, source from box_moves order by id;

-- gives 1|draft|packed|pack|postgres|null|null|t, 2|draft|packed|pack|postgres|null|null|t, 3|draft|packed|pack|postgres|null|null|t
select row_id, from_state, to_state, event, actor, role, note, at <= now() from parcel_transitions order by id;

-- ZF012
update parcel_transitions set actor = 'nobody';

-- as clerk, 42501
select from parcel_transitions;

-- as service, gives 3
select count(*) from parcel_transitions;

-- as clerk, 42501
update parcels set state = 'packed';

-- as service, ZF006
select parcel_fire(1, 'unpack');

-- as service, gives 1|sender
select set_config('fraise.viewer_id', '1', false), set_config('fraise.roles', 'sender', false);

-- as service, ZF006
select parcel_fire(3, 'unpack');

-- as service, ZF006
select parcel_fire(99, 'unpack');

-- as service, ZF005
select parcel_fire(1, 'send', '{"trip_id": 1}');

-- gives 1
begin; select id from parcels where id = 1 for no key update;

-- as service, ZF005
set lock_timeout = '200ms'; select parcel_fire(1, 'send', '{"trip_id": 1}');

-- fine
rollback;

-- as service, fine
reset lock_timeout;

-- as service, ZF010
select parcel_fire(1, 'fly');

-- as service, ZF010
select parcel_fire(1, null);

-- as service, ZF010
select parcel_fire(1, 'unpack', '{"why": 1}');

-- as service, gives ,
select parcel_fire(1, 'unpack', p_note => 'forgot something');
select current_setting('fraise.note');

-- as service, ZF001
select parcel_fire(1, 'unpack');

-- as service, ZF001
select parcel_fire(1, 'unpack', '{"why": 1}');

-- as service, gives
select parcel_fire(1, 'pack');

-- as service, gives
select parcel_fire(1, 'unpack');

-- as service, gives
select parcel_fire(1, 'pack');

-- as service, ZF005
select parcel_fire(1, 'unpack');

-- as service, 42501
select fraise.fire__parcel__unpack(array[1]::bigint[]);

-- gives l|1, s|4
select size, here from boxes order by 1;

-- gives unpack|1|sender|forgot something, pack|1|sender|null, unpack|1|sender|null, pack|1|sender|null
select event, actor, role, note from parcel_transitions where id > 3 order by id;

-- as clerk, ZF010
select parcel_fire(1, 'send');

-- as clerk, ZF010
select parcel_fire(1, 'send', '{"trip_id": null}');

-- as clerk, 22P02
select parcel_fire(1, 'send', '{"trip_id": "none"}');

-- as clerk, ZF006
select parcel_fire(1, 'send', '{"trip_id": 99}');

-- as clerk, ZF010
select parcel_fire(1, 'send', '{"trip_id": 1, "place": "x"}');

-- as clerk, ZF100
select parcel_fire(3, 'send', '{"trip_id": 1}');

-- as clerk, gives
select parcel_fire(1, 'send', '{"trip_id": 1}');

-- gives planned|f
select state, left_at is not null from trips where id = 1;

-- as clerk, gives
select parcel_fire(2, 'send', '{"trip_id": 1, "urgent": true}', 'quick');

-- gives under_way|t
select state, left_at is not null from trips where id = 1;

-- gives a|sent|1|f|t, b|sent|1|t|t
select label, state, trip_id, urgent, sent_at is not null from parcels where id < 3 order by id;

-- as clerk, ZF001
select trip_fire(1, 'leave');

-- as clerk, ZF002
select trip_fire(2, 'leave');

-- as clerk, ZF005
select trip_fire(2, 'drop');

-- as chief, gives
select trip_fire(2, 'drop');

-- as clerk, ZF010
select parcel_fire(3, 'send', '{"trip_id": 2}');

-- as clerk, 22001
select parcel_fire(1, 'arrive', '{"place": "too long"}');

-- as clerk, gives
select parcel_fire(1, 'arrive', '{"place": "home"}');

-- gives under_way
select state from trips where id = 1;

-- as clerk, gives
select parcel_fire(2, 'arrive');

-- gives over
select state from trips where id = 1;

-- gives home, null
select place from parcels where id < 3 order by id;

-- fine
update parcels set reason = 'none' where id = 3;

-- as chief, gives
select parcel_fire(3, 'lose');

-- gives lost|none
select state, reason from parcels where id = 3;

-- gives lose|parcel_trips_login_chief|null, arrive|parcel_trips_login_clerk|null, arrive|parcel_trips_login_clerk|null
select event, actor, role from parcel_transitions order by id desc limit 3;

-- fine
update parcels set label = label || '!';

-- gives 1|a!, 2|b!, 3|c!, 4|d!
insert into parcels (id, label, owner_id) overriding system value values (1, 'x', 1), (2, 'y', 1), (3, 'z', 1), (4, 'z', 1)
on conflict (id) do update set count_packed = 0
returning id, label;

-- gives 12
select count(*) from parcel_transitions;

-- gives parcel_lost|Parcel|3|{"id": 3, "label": "c", "weight": 9, "owner_id": 2, "mine_weight": 18}|parcel_trips_login_chief|null
select event, type, row_id, payload, actor, published_at from fraise.outbox;

-- as service, fine
update fraise.outbox set published_at = now();

-- as service, 42501
update fraise.outbox set payload = '{}';

-- as clerk, 42501
select from fraise.outbox;

-- as service, gives 0
select fraise.fire_due(100);

-- fine
insert into parcels (label, owner_id) values ('e', 1), ('f', 2), ('g', 2);

-- fine
insert into items (parcel_id, size, pieces) select id, 's', 1 from parcels where label = 'f';

-- fine
update parcels set state_since = now() - interval '61 minutes' where label in ('e', 'f');

-- fine
update trips set state = 'under_way' where name = 'east' and false;

-- fine
insert into trips (name, most) values ('west', 1), ('up', 1);

-- fine
update parcels set trip_id = (select id from trips where name = 'west') where label = 'g';

-- as clerk, gives
select trip_fire(4, 'leave');

-- fine
update trips set state_since = now() - interval '3 days';

-- as clerk, 42501
select fraise.fire_due(100);

-- as service, gives 1
select fraise.fire_due(1);

-- as service, gives 1
select fraise.fire_due(100);

-- as service, gives 0
select fraise.fire_due(100);

-- gives d!|draft, e|lost, f|draft, g|draft
select label, state from parcels where id > 3 order by id;

-- gives over|t
select state, state_since > now() - interval '1 hour' from trips where name = 'west';

-- gives expire|parcel_trips_login_service|system|null
select event, actor, role, note from parcel_transitions order by id desc limit 1;

-- as service, gives 1|sender
select current_setting('fraise.viewer_id'), current_setting('fraise.roles');

-- gives 2|e
select id, payload ->> 'label' from fraise.outbox where published_at is null;
