insert into invoices (number, amount, note) values ('1', 10, 'paid'), ('2', 20, null);
