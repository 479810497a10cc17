-- as clerk, 42501
insert into invoices (number, amount) values ('1', 10);

-- as chief, fine
insert into invoices (number, amount, note) values ('1', 10, 'first');

-- as auditor, 42501
insert into invoices (number) values ('2');

-- as clerk, gives 1|first
select number, note from invoices;

-- as clerk, 42501
select amount from invoices;

-- as auditor, gives 1|10.00
select number, amount from invoices;

-- as clerk, fine
update invoices set note = 'seen';

-- as clerk, 42501
update invoices set amount = 11;

-- as auditor, 42501
update invoices set note = 'audited';

-- as chief, fine
update invoices set amount = 12;

-- gives 12.00|seen
select amount, note from invoices;
