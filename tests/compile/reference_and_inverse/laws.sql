-- fine
insert into authors (id, name) values ('00000000-0000-0000-0000-0000000000a1', 'Ann');

-- fine
insert into shelves (id, label) values ('00000000-0000-0000-0000-0000000000b1', 'A1');

-- fine
insert into books (id, author_id, title, sequel_of_id) values
  ('00000000-0000-0000-0000-0000000000c1', '00000000-0000-0000-0000-0000000000a1', 'One', null),
  ('00000000-0000-0000-0000-0000000000c2', '00000000-0000-0000-0000-0000000000a1', 'Two', '00000000-0000-0000-0000-0000000000c1');

-- fine
insert into copies (book_id, shelf_id, bought_on) values
  ('00000000-0000-0000-0000-0000000000c1', '00000000-0000-0000-0000-0000000000b1', '2026-01-31'),
  ('00000000-0000-0000-0000-0000000000c2', null, '2026-02-01');

-- 23503 books_author_id_fkey
delete from authors;

-- 23505 books_sequel_of_id_key
insert into books (author_id, title, sequel_of_id)
select author_id, 'Another', sequel_of_id from books where title = 'Two';

-- 23503 copies_book_id_fkey
insert into copies (book_id, bought_on) values ('00000000-0000-0000-0000-0000000000c9', '2026-02-01');

-- ZF003
update copies set book_id = '00000000-0000-0000-0000-0000000000c1';

-- fine
delete from shelves;

-- gives 2026-01-31|null, 2026-02-01|null
select bought_on, shelf_id from copies order by 1;

-- fine
delete from books where title = 'One';

-- gives Two|null
select title, sequel_of_id from books;

-- gives 2026-02-01
select bought_on from copies;
