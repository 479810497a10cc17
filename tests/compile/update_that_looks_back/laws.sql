-- as bidder, fine
insert into bids (lot, amount) values ('clock', 10);

-- as bidder, gives
update bids set amount = 11 where true returning amount;

-- as clerk, gives 9.00
update bids set amount = 9 where true returning amount;
