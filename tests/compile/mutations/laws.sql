-- fine
insert into readers (name) values ('Ann'), ('Bea'), ('Col');

-- fine
insert into books (title, free, listed, hidden) values ('a', 10, true, false), ('b', 5, true, false), ('old', 5, false, false),
  ('secret', 5, true, true);

-- fine
insert into vouchers (code) values ('GIFT');

-- as nobody, 42883
select wish(1);

-- as reader, ZF005
select borrow('[{"book_id": 1, "pieces": 1}]', p_price => '{"fee": 1.50, "tags": []}');

-- as clerk, ZF005
select borrow('[{"book_id": 1, "pieces": 1}]', p_price => '{"fee": 1.50, "tags": []}');

-- as service, ZF005
select borrow('[{"book_id": 1, "pieces": 1}]', p_price => '{"fee": 1.50, "tags": []}');

-- as service, gives 1|reader
select set_config('fraise.viewer_id', '1', false), set_config('fraise.roles', 'reader', false);

-- as service, ZF005
select borrow('[{"book_id": 1, "pieces": 1}]');

-- as service, gives 1
select borrow('[{"book_id": 1, "pieces": 1}]', p_price => '{"fee": 1.50, "tags": []}');

-- as service, gives 2
select borrow('[{"book_id": 1, "pieces": 2, "remark": "mine"}, {"book_id": 2, "pieces": 1, "shelf": "far"}]', 'gift', 'study', 'k1',
  '{"fee": 2}');

-- gives 1|1|open|null|pleasure|1.50|1, 2|1|open|1|study|2.00|3
select id, reader_id, state, voucher_id, purpose, fee, pieces from loans order by id;

-- gives 1|1|1|near|a, 2|1|2|near|mine, 2|2|1|far|b
select loan_id, book_id, pieces, shelf, remark from loaned_books order by id;

-- gives 1|7, 2|4, 3|5, 4|5
select id, free from books order by id;

-- gives lend|1|1|null, lend|2|2|null, lend|1|3|null
select kind, pieces, source, remark from book_moves order by id;

-- gives GIFT|1
select code, uses from vouchers;

-- gives loan_made|1|{"id": 1, "pieces": 1}|1, loan_made|2|{"id": 2, "pieces": 3}|1
select event, row_id, payload, actor from fraise.outbox order by id;

-- gives borrow|{"hooks": {"price": {"fee": 1.50, "tags": []}}, "input": {"lines": [{"shelf": "near", "pieces": 1, "book_id": 1}], "purpose": null, "voucher_code": null}, "steps": {"loan": 1, "voucher": null}}, borrow|{"hooks": {"price": {"fee": 2}}, "input": {"lines": [{"shelf": "near", "pieces": 2, "remark": "mine", "book_id": 1}, {"shelf": "far", "pieces": 1, "book_id": 2}], "purpose": "study", "voucher_code": "gift"}, "steps": {"loan": 2, "voucher": 1}}
select mutation, arguments from fraise.jobs order by created_at;

-- as service, gives 2
select borrow('[{"book_id": 1, "pieces": 2, "remark": "mine"}, {"book_id": 2, "pieces": 1, "shelf": "far"}]', 'gift', 'study', 'k1',
  '{"fee": 3}');

-- as service, ZF011
select borrow('[{"book_id": 1, "pieces": 2}]', 'gift', 'study', 'k1', '{"fee": 2}');

-- gives 2
select count(*) from loans;

-- gives borrow|viewer 1|k1|2|t
select mutation, viewer, key, result, expires_at > now() from fraise.idempotency;

-- as service, ZF010
select borrow(null, p_price => '{"fee": 2}');

-- as service, ZF010
select borrow('[]', p_price => '{"fee": 2}');

-- as service, ZF010
select borrow('{"book_id": 1, "pieces": 1}', p_price => '{"fee": 2}');

-- as service, ZF010
select borrow('[1]', p_price => '{"fee": 2}');

-- as service, ZF010
select borrow('[{"book_id": 1, "pieces": 1}, {"book_id": 1, "pieces": 1}, {"book_id": 1, "pieces": 1}, {"book_id": 1, "pieces": 1}]',
  p_price => '{"fee": 2}');

-- as service, ZF010
select borrow('[{"book_id": 1, "pieces": 0}]', p_price => '{"fee": 2}');

-- as service, ZF010
select borrow('[{"book_id": 1, "pieces": -1}]', p_price => '{"fee": 2}');

-- as service, ZF010
select borrow('[{"book_id": 1, "pieces": 99999999999}]', p_price => '{"fee": 2}');

-- as service, ZF010
select borrow('[{"book_id": 1, "pieces": 1, "price": 0}]', p_price => '{"fee": 2}');

-- as service, ZF010
select borrow('[{"book_id": 1}]', p_price => '{"fee": 2}');

-- as service, ZF010
select borrow('[{"book_id": "1", "pieces": 1}]', p_price => '{"fee": 2}');

-- as service, ZF010
select borrow('[{"book_id": 1, "pieces": 1, "shelf": "high"}]', p_price => '{"fee": 2}');

-- as service, ZF010
select borrow('[{"book_id": 1, "pieces": 1, "remark": "far too long"}]', p_price => '{"fee": 2}');

-- as service, ZF006
select borrow('[{"book_id": 99, "pieces": 1}]', p_price => '{"fee": 2}');

-- as service, ZF006
select borrow('[{"book_id": 4, "pieces": 1}]', p_price => '{"fee": 2}');

-- as service, ZF010
select borrow('[{"book_id": 3, "pieces": 1}]', p_price => '{"fee": 2}');

-- as service, ZF100
select borrow('[{"book_id": 2, "pieces": 5}]', p_price => '{"fee": 2}');

-- as service, ZF100
select borrow('[{"book_id": 1, "pieces": 3}, {"book_id": 1, "pieces": 3}]', p_price => '{"fee": 2}');

-- as service, ZF100
select borrow('[{"book_id": 1, "pieces": 1}]', 'none', p_price => '{"fee": 2}');

-- as service, ZF010
select borrow('[{"book_id": 1, "pieces": 1}]', p_purpose => 'far too long for this column', p_price => '{"fee": 2}');

-- gives 1|7, 2|4, 3|5, 4|5
select id, free from books order by id;

-- as service, gives 1
select wish(1);

-- as service, gives 1
select wish(1, 2);

-- as service, ZF010
select wish(1, 0);

-- as service, ZF010
select wish(3);

-- as service, ZF006
select wish(4);

-- as service, ZF006
select wish(99);

-- as service, gives 1
select wish_list('[{"book_id": 2, "pieces": 1}, {"book_id": 1, "pieces": 1}, {"book_id": 2, "pieces": 4}, {"book_id": 2, "pieces": 100}]');

-- gives 1|1|4|f, 1|2|5|f
select reader_id, book_id, pieces, seen from wishes order by id;

-- as service, ZF005
select take_over(1, 2);

-- as service, ZF006
select give_back(99);

-- as service, gives 1
select remark(1, 'nice');

-- as service, ZF005
select remark(3, 'nice');

-- as service, ZF006
select remark(4, 'nice');

-- as service, ZF006
select remark(99, 'nice');

-- as service, ZF010
select remark(1, 'far too nice');

-- as service, gives 1
select remark(1, 'better');

-- gives 1|better
select book_id, words from remarks;

-- as service, gives 2
select give_back(2, 'home');

-- gives back|home
select state, place from loans where id = 2;

-- gives 2|open|back|give_back|1|reader|at home
select row_id, from_state, to_state, event, actor, role, note from loan_transitions;

-- gives 1|9, 2|5, 3|5, 4|5
select id, free from books order by id;

-- as service, ZF001
select give_back(2);

-- as service, gives 2
select set_state(2, 'back');

-- as service, ZF005
select set_state(2, 'lost');

-- as service, ZF005
select set_state(1, 'lost');

-- as service, ZF005
select set_state(2, 'open');

-- as service, ZF010
select set_state(1, 'burnt');

-- as service, gives 1
select set_state(1, 'back', 'bus');

-- as service, gives 1
select set_state(1, 'back', 'bus');

-- as service, ZF005
select reopen(1);

-- as service, gives 2|reader
select set_config('fraise.viewer_id', '2', false), set_config('fraise.roles', 'reader', false);

-- as service, ZF006
select give_back(1);

-- as service, ZF006
select set_state(1, 'back');

-- as service, gives 5
select borrow('[{"book_id": 1, "pieces": 2}]', p_idempotency_key => 'k1', p_price => '{"fee": 2}');

-- as clerk, gives 1
select reopen(1);

-- as clerk, gives 1
select reopen(1);

-- gives 1|open|bus, 2|back|home, 5|open|null
select id, state, place from loans order by id;

-- as service, gives 3|clerk
select set_config('fraise.viewer_id', '3', false), set_config('fraise.roles', 'clerk', false);

-- as service, gives 2
select take_over(1, 2, 2);

-- gives 2|1|4|f
select reader_id, book_id, pieces, seen from wishes order by id;

-- as service, ZF006
select take_over(2, 99);

-- as service, ZF010
select take_over(3, 1);

-- as clerk, gives 1
select buy(1, 5, 'gift');

-- as clerk, gives 1
select buy(1, 0);

-- as clerk, ZF010
select buy(1, -1);

-- as clerk, 22003
select buy(1, 2147483647);

-- as clerk, gives 2
select buy_all(2);

-- gives buy|1|null|null, buy|2|null|null, buy|5|null|gift
select kind, pieces, source, remark from book_moves order by id desc limit 3;

-- gives 1|15, 2|6, 3|5, 4|5
select id, free from books order by id;

-- as clerk, gives 1
select unsay(1);

-- as clerk, ZF006
select unsay(1);

-- as clerk, gives 3
select remark(1, 'new');

-- gives 1|better|f, 3|new|t
select id, words, deleted_at is null from remarks order by id;

-- as clerk, 42501
select fraise.claim_key('borrow', 'k1', '[]', '1 day');

-- as clerk, 42501
select count(*) from fraise.jobs;
