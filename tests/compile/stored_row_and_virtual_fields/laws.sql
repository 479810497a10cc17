-- gives R-0001|2026-01-15|f
insert into invoices (id, issued_on) values ('00000000-0000-0000-0000-00000000000a', '2026-01-01')
returning regexp_replace(number, '-[0-9]{4}-', '-'), due_on, late;

-- gives R-0002
insert into invoices (issued_on) values ('2026-01-02')
returning regexp_replace(number, '-[0-9]{4}-', '-');

-- gives t
update invoices set paid_on = '2026-01-16' where days_to_pay = 14 and issued_on = '2026-01-01' returning late;

-- gives f
update invoices set days_to_pay = 15 where issued_on = '2026-01-01' returning late;

-- 428C9
update invoices set due_on = '2026-01-01';

-- ZF003
update invoices set number = 'R-9';

-- gives 2.25
insert into lines (invoice_id, quantity, price, discount)
values ('00000000-0000-0000-0000-00000000000a', 3, 1.00, 25.00)
returning total;

-- 23514 lines_quantity_check
insert into lines (invoice_id, quantity, price, discount)
values ('00000000-0000-0000-0000-00000000000a', 0, 1, 0);

-- 23514 lines_discount_check
insert into lines (invoice_id, quantity, price, discount)
values ('00000000-0000-0000-0000-00000000000a', 1, 1, 100.01);

-- 23502
insert into lines (invoice_id, quantity, discount) values ('00000000-0000-0000-0000-00000000000a', 1, 0);

-- gives amounts and text are columns, the rest is asked for
select 'amounts and text are columns, the rest is asked for' where not exists (
  select from pg_attribute where attrelid in ('invoices'::regclass, 'lines'::regclass)
    and attname in ('overdue', 'net', 'biggest', 'share')
);
