-- fine
insert into items (sku, sent) values ('it''s', 3), ('cup', 9);

-- fine
insert into returns default values;

-- fine
insert into returns default values;

-- fine
insert into return_items (return_id, item_id, quantity, grams) values (1, 1, 2, 10), (1, 2, 9, 10);

-- ZF100
insert into return_items (return_id, item_id, quantity, grams) values (2, 1, 2, 10);

-- fine
insert into return_items (return_id, item_id, quantity, grams, free) values (2, 1, 2, 10, true);

-- ZF100
update return_items set free = false where free;

-- fine
update return_items set quantity = 3 where item_id = 1 and not free;

-- ZF100
insert into return_items (return_id, item_id, quantity, grams) values (2, 1, 1, 10);

-- ZF101
insert into return_items (return_id, item_id, quantity, grams, free) values (2, 1, 1, 1000, true);

-- fine
update returns set state = 'refused' where id = 1;

-- fine
insert into return_items (return_id, item_id, quantity, grams) values (2, 1, 3, 10);

-- fine
insert into return_items (return_id, item_id, quantity, grams) values (2, 2, 9, 10);

-- fine
update return_items set deleted_at = now() where return_id = 2 and item_id = 2;

-- fine
insert into return_items (return_id, item_id, quantity, grams) values (2, 2, 8, 10);

-- ZF100
update return_items set deleted_at = null where return_id = 2 and item_id = 2;

-- fine
create function told(statement text) returns text language plpgsql as $$
declare
  said text; detail text; place text; field text;
begin
  execute statement;
  return 'nothing';
exception when others then
  get stacked diagnostics
    said = message_text, detail = pg_exception_detail, place = table_name, field = column_name;
  return concat_ws(', ', sqlstate, said, detail, place, field);
end $$;

-- gives ZF100, only 3 of it's were sent, {"code": "OVER_QUANTITY", "params": {"item.sku": "it's", "item.sent": 3}}, return_items, quantity
select told('insert into return_items (return_id, item_id, quantity, grams) values (2, 1, 1, 10)');

-- gives ZF101, Too heavy, {"code": "TOO_HEAVY", "params": {}}, return_items, grams
select told('insert into return_items (return_id, item_id, quantity, grams) values (2, 2, 1, 1000)');

-- fine
insert into returns (state) select 'asked' from generate_series(1, 6);

-- gives ZF100, this conflicts with what is there, {"code": "CONFLICT", "params": {}}, return_items, grams
select told('insert into return_items (return_id, item_id, quantity, grams, free) select id, 2, 1, 900, true from returns where id > 2');
