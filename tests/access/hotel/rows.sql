-- Two guests with a booking each, one of them with a deposit.
insert into guests (id, email, name, notes) values
  ('00000000-0000-0000-0000-00000000000a', 'ida@example.com', 'Ida', 'A quiet room'),
  ('00000000-0000-0000-0000-00000000000b', 'jon@example.com', 'Jon', null);
insert into room_types (id, code, name, sleeps, price) values
  ('00000000-0000-0000-0001-00000000000a', 'DBL', 'Double', 2, 100);
insert into nights (room_type_id, day, rooms) values
  ('00000000-0000-0000-0001-00000000000a', '2036-05-01', 3),
  ('00000000-0000-0000-0001-00000000000a', '2036-05-02', 3);
insert into bookings (id, guest_id, room_type_id) values
  ('00000000-0000-0000-0002-00000000000a', '00000000-0000-0000-0000-00000000000a', '00000000-0000-0000-0001-00000000000a'),
  ('00000000-0000-0000-0002-00000000000b', '00000000-0000-0000-0000-00000000000b', '00000000-0000-0000-0001-00000000000a');
insert into booking_nights (booking_id, day, rooms)
  select id, '2036-05-01', 1 from bookings;
insert into deposits (booking_id, amount) values
  ('00000000-0000-0000-0002-00000000000a', 20);
