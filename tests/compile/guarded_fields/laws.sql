-- fine
insert into employees (id, name, salary, tax_code, import_key) values
  ('00000000-0000-0000-0000-00000000000a', 'Ann', 3000, 'I', 'x1'),
  ('00000000-0000-0000-0000-00000000000b', 'Ben', 4000, 'II', 'x2');

-- as staff, gives Ann, Ben
select name from employees order by 1;

-- as staff, 42501
select salary from employees;

-- as payroll, gives 3000.00|I, 4000.00|II
select salary, tax_code from employees order by name;

-- as payroll, 42501
select import_key from employees;

-- as payroll, 42501
update employees set import_key = 'y';

-- as payroll, fine
update employees set salary = salary + 100 where name = 'Ann';

-- as staff, 42501
update employees set salary = 9999;

-- as service, gives 3100.00|x1, 4000.00|x2
select salary, import_key from employees order by name;

-- as service, fine
set role payroll_api; set fraise.roles = 'staff'; set fraise.viewer_id = '00000000-0000-0000-0000-00000000000b';

-- as service, gives Bennet
update employees set name = 'Bennet' where true returning name;

-- gives Ann, Bennet
select name from employees order by 1;
