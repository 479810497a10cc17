-- Ann has a copy and a fine, Ben a reservation.
insert into members (id, email, name) values
  ('00000000-0000-0000-0000-00000000000a', 'ann@example.org', 'Ann'),
  ('00000000-0000-0000-0000-00000000000b', 'ben@example.org', 'Ben');
insert into titles (id, isbn, name, author, price, copies) values
  ('00000000-0000-0000-0001-00000000000a', '9780441013593', 'Dune', 'Frank Herbert', 12, 3);
insert into loans (id, member_id, title_id) values
  ('00000000-0000-0000-0002-00000000000a', '00000000-0000-0000-0000-00000000000a', '00000000-0000-0000-0001-00000000000a'),
  ('00000000-0000-0000-0002-00000000000b', '00000000-0000-0000-0000-00000000000b', '00000000-0000-0000-0001-00000000000a');
update loans set status = 'lent' where id = '00000000-0000-0000-0002-00000000000a';
insert into fines (loan_id, member_id, amount) values
  ('00000000-0000-0000-0002-00000000000a', '00000000-0000-0000-0000-00000000000a', 5);
