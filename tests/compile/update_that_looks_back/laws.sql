-- as bidder, fine
insert into bids (lot, amount) values ('clock', 10);

-- as bidder, gives 11.00
update bids set amount = 11 where true returning amount;

-- as bidder, 42501
update bids set amount = 11;

-- as bidder, 42501
update bids set amount = 12, lot = 'watch';

-- as clerk, gives 9.00
update bids set amount = 9 where true returning amount;
