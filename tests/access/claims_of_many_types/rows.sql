insert into readers (id, name) values
  ('00000000-0000-0000-0000-00000000000a', 'Alice'),
  ('00000000-0000-0000-0000-00000000000b', 'Bob');
insert into papers (org, level, since, price, email) values
  (7, 2, '2026-02-01', 9.50, 'nobody@example.com'),
  (7, 9, '2026-02-01', 9.50, 'Alice@example.com'),
  (7, 2, '2026-02-01', 99.50, 'nobody@example.com'),
  (8, 2, '2026-02-01', 9.50, 'nobody@example.com');
