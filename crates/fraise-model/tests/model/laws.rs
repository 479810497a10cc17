//! A small schema with most laws in it, and what becomes of operations that break them: the first law in the order of the
//! language is named, and nothing changes.

use std::collections::BTreeMap;

use fraise_ir::Ir;
use fraise_model::{Operation, State, Stop, Value};
use pretty_assertions::assert_eq;

use crate::{after, checked, delete, entity, id, insert, owner, served, text, update};

const LIBRARY: &str = r#"
fraise: 1
service: library
settings: {timestamps: both}
viewer: {type: Reader, id: sub, roles: roles}
roles:
  reader: {}
  clerk: {}
enums:
  LoanState: [out, back]
  Kind: [lend, give]
errors:
  none_left: {class: conflict, message: "none of {title} is left"}
types:
  Reader:
    fields: {name: varchar(10)}
    rules: {self: id = viewer.id}
    access: {read: [clerk, reader if self]}
  Book:
    fields:
      title: {type: varchar(20), unique: true}
      left: {type: int = 1, check: left >= 0}
      loans: {type: bigint, from: count(all_loans), stored: true}
    relations: {all_loans: Loan.book}
    access: {read: [reader, clerk], update: [clerk]}
    moves:
      key: [id]
      journal: {into: Move, kind: kind, quantity: pieces, source: source}
      lend: {set: {left: left - qty}, require: left >= qty, error: none_left}
      give: {set: {left: left + qty}}
  Move:
    id: bigint
    append_only: true
    fields: {kind: Kind, pieces: int, source: varchar(50)?}
    access: {read: [clerk]}
  Loan:
    fields:
      reader: {type: Reader, on_delete: restrict, frozen: true}
      book: {type: Book, on_delete: restrict, frozen: true}
      state: LoanState = 'out'
      back_at: timestamptz?
    effects:
      insert:
        - {apply: Book.lend, key: {id: book}}
    rules: {mine: reader = viewer}
    access: {read: [clerk, reader if mine]}
    machine:
      field: state
      initial: out
      final: [back]
      log: true
      stamp: {back: back_at}
      events:
        bring:
          from: out
          to: back
          by: [clerk, reader if mine]
          effects:
            - {apply: Book.give, key: {id: book}}
  Note:
    fields:
      loan: {type: Loan, on_delete: cascade, frozen: true}
      words: varchar(10)
    editable_while: loan.state = 'out'
    access: {read: [via loan]}
"#;

/// A reader with a loan, a stranger, and two books of one piece each.
fn ground(ir: &Ir) -> State {
    let book =
        |number: u32, title: &str| insert(ir, "Book", &[("id", text(&id(number))), ("title", text(title))]);
    let reader = |number: u32| insert(ir, "Reader", &[("id", text(&id(number))), ("name", text("Ann"))]);
    let loan =
        insert(ir, "Loan", &[("id", text(&id(30))), ("reader", text(&id(1))), ("book", text(&id(10)))]);
    let note = insert(ir, "Note", &[("id", text(&id(40))), ("loan", text(&id(30))), ("words", text("torn"))]);
    let all = [reader(1), reader(2), book(10, "Iliad"), book(11, "Odyssey"), loan, note];
    all.iter().fold(State::default(), |state, it| after(ir, &state, it, &owner()))
}

/// The code that refuses, or `done`.
fn answer(ir: &Ir, state: &State, operation: &Operation) -> String {
    match state.apply(ir, operation, &owner()) {
        Ok(_) => "done".to_owned(),
        Err(Stop::Refused(refusals)) => refusals.to_string(),
        Err(Stop::NotKnown(what)) => panic!("{what}"),
    }
}

#[test]
fn the_first_law_that_is_broken_is_named() {
    let ir = checked(LIBRARY);
    let state = ground(&ir);
    let loan = |reader: u32, book: u32| {
        insert(&ir, "Loan", &[("reader", text(&id(reader))), ("book", text(&id(book)))])
    };
    let cases = [
        (loan(2, 11), "done"),
        (loan(2, 10), "ZF100 NONE_LEFT"),
        (loan(2, 99), "23503 CONFLICT"),
        (insert(&ir, "Loan", &[("reader", text(&id(2)))]), "23502 BAD_INPUT"),
        (
            insert(
                &ir,
                "Loan",
                &[("reader", text(&id(2))), ("book", text(&id(11))), ("state", text("back"))],
            ),
            "ZF001 INVALID_TRANSITION",
        ),
        (insert(&ir, "Book", &[("title", text("Iliad"))]), "23505 CONFLICT"),
        (insert(&ir, "Book", &[("title", text("Aeneid")), ("left", Value::int(-1))]), "23514 BAD_INPUT"),
        (insert(&ir, "Book", &[("title", text("A title of too many letters"))]), "22001 BAD_INPUT"),
        (update(&ir, "Loan", &id(30), &[("book", text(&id(11)))]), "ZF003 FROZEN"),
        (update(&ir, "Loan", &id(30), &[("state", text("back"))]), "done"),
        (update(&ir, "Loan", &id(30), &[("state", text("lost"))]), "ZF001 INVALID_TRANSITION"),
        (update(&ir, "Loan", &id(98), &[("state", text("lost"))]), "done"),
        (update(&ir, "Note", &id(40), &[("words", text("wet"))]), "done"),
        (delete(&ir, "Book", &id(10)), "23001 CONFLICT or 23503 CONFLICT"),
        (delete(&ir, "Book", &id(11)), "done"),
        (
            Operation::Delete {
                entity: entity(&ir, "Move"),
                key: vec![state.rows.of(entity(&ir, "Move"))[0].key(&ir)],
            },
            "ZF012 APPEND_ONLY",
        ),
    ];
    for (operation, wanted) in cases {
        assert_eq!(answer(&ir, &state, &operation), wanted, "{operation:?}");
    }
}

#[test]
fn lines_stay_once_their_parent_is_closed() {
    let ir = checked(LIBRARY);
    let closed =
        after(&ir, &ground(&ir), &update(&ir, "Loan", &id(30), &[("state", text("back"))]), &owner());
    assert_eq!(
        answer(&ir, &closed, &update(&ir, "Note", &id(40), &[("words", text("wet"))])),
        "ZF004 NOT_EDITABLE"
    );
    assert_eq!(answer(&ir, &closed, &delete(&ir, "Note", &id(40))), "ZF004 NOT_EDITABLE");
    assert_eq!(answer(&ir, &closed, &delete(&ir, "Loan", &id(30))), "ZF004 NOT_EDITABLE");
    let note = insert(&ir, "Note", &[("loan", text(&id(30))), ("words", text("late"))]);
    assert_eq!(answer(&ir, &closed, &note), "ZF004 NOT_EDITABLE");
}

#[test]
fn a_change_of_state_is_stamped_logged_and_followed() {
    let ir = checked(LIBRARY);
    let before = ground(&ir);
    let book = |state: &State| {
        let row = state.rows.find(&ir, entity(&ir, "Book"), &text(&id(10))).unwrap().clone();
        row.get(crate::field(&ir, "Book", "left")).cloned().unwrap()
    };
    assert_eq!(book(&before), Value::int(0));
    let fire = |actor| {
        let operation = Operation::Fire {
            entity: entity(&ir, "Loan"),
            key: vec![text(&id(30))],
            event: "bring".to_owned(),
            input: BTreeMap::new(),
            note: Some("on time".to_owned()),
        };
        before.apply(&ir, &operation, &actor)
    };
    let reader = ir.roles.iter().position(|it| it.name == "reader").map(fraise_ir::RoleId);
    let outcome = fire(served(&ir, reader, text(&id(1)))).unwrap();
    assert_eq!(book(&outcome.state), Value::int(1));
    let log = outcome.state.records(&ir, fraise_model::Table::Log(entity(&ir, "Loan")));
    assert_eq!(log[0][2..8], ["out", "back", "bring", &id(1), "reader", "on time"].map(text));
    let Stop::Refused(foreign) = fire(served(&ir, reader, text(&id(2)))).unwrap_err() else { panic!() };
    assert_eq!(foreign.to_string(), "ZF006 NOT_FOUND");
}

#[test]
fn what_the_owner_may_call_is_not_known() {
    let ir = checked(LIBRARY);
    let operation = Operation::Fire {
        entity: entity(&ir, "Loan"),
        key: vec![text(&id(30))],
        event: "bring".to_owned(),
        input: BTreeMap::new(),
        note: None,
    };
    let Stop::NotKnown(what) = ground(&ir).apply(&ir, &operation, &owner()).unwrap_err() else { panic!() };
    assert_eq!(what.to_string(), r#"the model does not know "which roles the owner holds""#);
}
