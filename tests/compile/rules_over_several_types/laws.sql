-- fine
insert into people (id, name, boss_id) values
  ('00000000-0000-0000-0000-000000000001', 'top', null),
  ('00000000-0000-0000-0000-000000000002', 'mid', '00000000-0000-0000-0000-000000000001'),
  ('00000000-0000-0000-0000-000000000003', 'low', '00000000-0000-0000-0000-000000000002'),
  ('00000000-0000-0000-0000-000000000004', 'other', null);

-- fine
insert into chats (owner_id, guest_id) select id, '00000000-0000-0000-0000-000000000004' from people where name <> 'other';

-- fine
insert into messages (chat_id, text) select c.id, 'of ' || p.name from chats c join people p on p.id = c.owner_id;

-- as service, fine
set role teams_chat_api; set fraise.roles = 'colleague'; set fraise.viewer_id = '00000000-0000-0000-0000-000000000002';

-- as service, gives low, mid, top
select name from people order by 1;

-- as service, gives of mid
select text from messages;

-- as service, fine
set fraise.viewer_id = '00000000-0000-0000-0000-000000000004';

-- as service, gives other
select name from people order by 1;

-- as service, gives of low, of mid, of top
select text from messages order by 1;

-- as service, fine
set fraise.roles = 'steward'; set fraise.viewer_id = '00000000-0000-0000-0000-000000000001';

-- as service, gives low
select name from people order by 1;

-- as service, gives
select text from messages order by 1;

-- fine
insert into messages (chat_id, text) select id, 'more' from chats, generate_series(1, 3) where owner_id = '00000000-0000-0000-0000-000000000003';

-- as service, gives more, more, more, of low
select text from messages order by 1;
