insert into employees (id, name, salary, tax_code, import_key) values
  ('00000000-0000-0000-0000-00000000000a', 'Alice', 3000, 'A', 'x1'),
  ('00000000-0000-0000-0000-00000000000b', 'Bob', 2000, null, 'x2');
