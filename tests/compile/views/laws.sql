-- fine
insert into books.books (id, title, "order", secret) values
  ('00000000-0000-0000-0000-00000000000a', 'Open', 1, false),
  ('00000000-0000-0000-0000-00000000000b', 'Hidden', 2, true),
  ('00000000-0000-0000-0000-00000000000c', 'it''s; -- hidden', 3, false);

-- fine
insert into books.loans (book_id, day, fee) values
  ('00000000-0000-0000-0000-00000000000a', '2026-01-01', 1.50),
  ('00000000-0000-0000-0000-00000000000b', '2026-01-01', 2),
  ('00000000-0000-0000-0000-00000000000a', '2026-01-02', 3),
  ('00000000-0000-0000-0000-00000000000a', '2026-01-03', 0);

-- as reader, gives Open \! 1
select label from books.titles order by 1;

-- as clerk, gives Hidden \! 2, Open \! 1
select label from books.titles order by 1;

-- as reader, 42501
select day, fee, loans from books.fees_by_day order by 1;

-- as clerk, gives 2026-01-01|3.50|2, 2026-01-02|3.00|1
select day, fee, loans from books.fees_by_day order by 1;

-- as chief, gives 2026-01-01|3.50|2, 2026-01-02|3.00|1
select day, fee, loans from books.fees_by_day order by 1;

-- as clerk, 42501
select day from books.best_day;

-- as service, gives 2026-01-01|3.50
select day, fee from books.best_day;

-- as nobody, 42501
select label from books.titles;

-- as clerk, 42501
delete from books.titles;
