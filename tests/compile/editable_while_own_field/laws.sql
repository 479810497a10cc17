-- fine
insert into articles (title) values ('Bees'), ('Ants'), ('Wasps');

-- ZF004
insert into articles (title, published_on) values ('Flies', '2026-01-01');

-- fine
update articles set title = 'Bees!' where id = 1;

-- fine
update articles set title = 'Bees.', published_on = '2026-01-02' where id = 1;

-- ZF004
update articles set title = 'Bees?' where id = 1;

-- ZF004
update articles set published_on = null where id = 1;

-- ZF004
update articles set title = title || '!';

-- fine
update articles set title = title;

-- ZF004
delete from articles where id = 1;

-- fine
delete from articles where id = 3;

-- fine
insert into remarks (article_id) values (2);

-- ZF004
insert into remarks (article_id) values (2), (1);

-- ZF004
insert into remarks (article_id, closed) values (2, true);

-- gives 1|Bees.|2026-01-02, 2|Ants|null
select id, title, published_on from articles order by 1;

-- fine
create function told(statement text) returns text language plpgsql as $$
declare
  said text; detail text; place text;
begin
  execute statement;
  return 'nothing';
exception when others then
  get stacked diagnostics said = message_text, detail = pg_exception_detail, place = table_name;
  return concat_ws(', ', sqlstate, said, detail, place);
end $$;

-- gives ZF004, rows of articles cannot be changed now, {"code": "NOT_EDITABLE", "params": {}}, articles
select told('delete from articles where id = 1');
