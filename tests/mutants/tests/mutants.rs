//! What is done to a script: each mutation on a few lines, and all of them on a whole service.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::collections::BTreeSet;
use std::path::Path;

use fraise_mutants::choose::chosen;
use fraise_mutants::operator::{Mutant, mutants};
use fraise_mutants::script::pieces;
use fraise_sql::print;
use pretty_assertions::assert_eq;

fn of(script: &str) -> Vec<Mutant> {
    pieces(script).unwrap().iter().flat_map(mutants).collect()
}

fn shown(script: &str) -> Vec<String> {
    of(script)
        .iter()
        .map(|it| {
            format!(
                "{}: {}{}{}",
                it.operator,
                it.was(script),
                if it.instead.is_empty() { "" } else { " -> " },
                it.instead
            )
        })
        .collect()
}

#[test]
fn functions_lose_a_step_a_clause_or_a_sign() {
    let script = "\
create function f(p_id int)
  returns void
  language plpgsql security definer
  set search_path = pg_catalog, pg_temp
as $fn$
declare
  n int := 1;
begin
  if n is null or (case p_id when 1 then true end) then
    perform g();
  end if;
  select from t as it
  where it.id between 1 and 2 and it.n + 1 <= n
  order by it.id
  for no key update of it;
  return;
end
$fn$;
";
    assert_eq!(
        shown(script),
        [
            "statement dropped: perform g(); -> null;",
            "statement dropped: select from t as it where it.id between 1 and 2 and it.n + 1 <= n order by it.id for no key update of it; -> null;",
            "question always false: n is null or (case p_id when 1 then true end) -> false",
            "question always true: n is null or (case p_id when 1 then true end) -> true",
            "alternative dropped: or (case p_id when 1 then true end)",
            "condition always true: it.id between 1 and 2 -> true",
            "condition dropped: and it.n + 1 <= n",
            "order dropped: order by it.id",
            "lock dropped: for no key update of it",
            "null turned: is null -> is not null",
            "constant turned: true -> false",
            "sum turned: + -> -",
            "comparison turned: <= -> <",
            "rights of the caller: security definer",
            "search path not pinned: set search_path = pg_catalog, pg_temp",
        ]
    );
}

#[test]
fn tables_lose_what_they_promise() {
    let script = "\
create table a.t (
  id int not null default 7,
  n int,
  constraint t_pkey primary key (id),
  constraint t_n_check check (n > 0),
  constraint t_n_key unique (n)
);
alter table a.t
  add constraint t_n_fkey foreign key (n) references a.u (id);
create index t_n_idx on a.t (n);
create unique index t_n_one on a.t (n) where n > 1;
alter table a.t enable row level security;
create policy p on a.t for select using (n = 1 and id = 2);
comment on table a.t is 'T';
grant select on a.t to x;
";
    assert_eq!(
        shown(script),
        [
            "not null dropped: not null",
            "default dropped: default 7",
            "check dropped: , constraint t_n_check check (n > 0)",
            "unique constraint dropped: , constraint t_n_key unique (n)",
            "comparison turned: > -> >=",
            "foreign key dropped: alter table a.t add constraint t_n_fkey foreign key (n) references a.u (id);",
            "unique index dropped: create unique index t_n_one on a.t (n) where n > 1;",
            "condition always true: n > 1 -> true",
            "comparison turned: > -> >=",
            "row security left off: alter table a.t enable row level security;",
            "policy dropped: create policy p on a.t for select using (n = 1 and id = 2);",
            "condition dropped: and id = 2",
            "comparison turned: = -> <>",
            "comparison turned: = -> <>",
            "right not given: grant select on a.t to x;",
        ]
    );
}

#[test]
fn a_mutant_differs_in_its_place_alone() {
    let script = "select 1 where a < b;";
    let all = of(&format!("create function f() language sql as $fn${script}$fn$;"));
    let turned: Vec<&Mutant> = all.iter().filter(|it| it.operator == "comparison turned").collect();
    let [turned] = turned.as_slice() else { panic!("{all:?}") };
    let whole = format!("create function f() language sql as $fn${script}$fn$;");
    assert_eq!(turned.script(&whole), "create function f() language sql as $fn$select 1 where a <= b;$fn$;");
    assert_eq!(turned.line(&whole), 1);
}

#[test]
fn the_storefront_has_mutants_of_every_kind_and_the_choice_is_the_same_each_time() {
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schemas/storefront.yaml");
    let options = fraise::Options { allow_unfinished: true, ..fraise::Options::all() };
    let ir = fraise::check(&fraise::read(&[schema], options).unwrap()).0.unwrap();
    let script = print::schema(&fraise_emit_postgres::catalog(&ir).unwrap(), &[]);
    let all = of(&script);
    assert!(all.len() > 2_000, "{}", all.len());
    let operators: BTreeSet<&str> = all.iter().map(|it| it.operator).collect();
    let picked = chosen(all.clone(), 200, 1);
    assert_eq!(picked.iter().map(|it| it.operator).collect::<BTreeSet<&str>>(), operators);
    assert_eq!(picked, chosen(all.clone(), 200, 1));
    assert_ne!(picked, chosen(all, 200, 2));
}
