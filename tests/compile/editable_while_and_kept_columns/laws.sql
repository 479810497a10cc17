-- fine
insert into books default values;

-- fine
insert into pages (book_id, number, title) values (1, 1, 'May'), (1, 2, 'June');

-- fine
insert into marks (book_id) values (1);

-- fine
update books set closed = true;

-- fine
insert into entries (page_id, amount) values (1, 5), (1, 7);

-- fine
update pages set updated_at = updated_at + interval '1 hour', created_at = created_at;

-- gives 1|12|12, 2|0|0
select number, total, with_fee from pages order by 1;

-- ZF004
update pages set title = 'July' where number = 2;

-- ZF004
update pages set fee = 1 where number = 2;

-- ZF004
update pages set deleted_at = now() where number = 2;

-- ZF004
delete from pages where number = 2;

-- ZF004
delete from marks;

-- fine
update books set closed = false;

-- fine
update pages set deleted_at = now() where number = 2;

-- fine
delete from marks;
