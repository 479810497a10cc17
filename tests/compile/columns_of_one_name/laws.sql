-- fine
insert into posts (id, title, post_id, open) values
  ('00000000-0000-0000-0000-00000000000a', 'open', null, true),
  ('00000000-0000-0000-0000-00000000000b', 'answer to open', '00000000-0000-0000-0000-00000000000a', false),
  ('00000000-0000-0000-0000-00000000000c', 'closed', null, false),
  ('00000000-0000-0000-0000-00000000000d', 'open to itself', '00000000-0000-0000-0000-00000000000d', true),
  ('00000000-0000-0000-0000-00000000000e', 'open answer to closed', '00000000-0000-0000-0000-00000000000c', true);

-- fine
insert into comments (post_id, text, open)
select id, 'on ' || title, not open from posts;

-- as service, gives on answer to open, on closed, on open, on open answer to closed, on open to itself
select text from comments order by 1;

-- as service, fine
set role forum_api;

-- as service, gives on answer to open, on open, on open answer to closed, on open to itself
select text from comments order by 1;
