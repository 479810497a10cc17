-- fine
insert into shows (id, title, price) values ('00000000-0000-0000-0000-00000000000a', 'Hamlet', 12.50);

-- gives T00001|40|12.50|1|t|t||t
insert into tickets (show_id) values ('00000000-0000-0000-0000-00000000000a')
returning regexp_replace(number, '^T[0-9]{4}-', 'T'), length(token), paid, seats,
  sold_on = (now() at time zone 'UTC')::date, sold_at = now(), note, batch is not null;

-- gives 0.00
insert into tickets (show_id, paid) values ('00000000-0000-0000-0000-00000000000a', 0) returning paid;

-- fine
update shows set price = 20;

-- gives 0.00, 12.50
select paid from tickets order by 1;

-- ZF003
update tickets set paid = 20;

-- gives 2
select count(distinct token) from tickets;
