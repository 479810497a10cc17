insert into bids (lot, amount) values ('chair', 10), ('chair', 25), ('table', 40);
