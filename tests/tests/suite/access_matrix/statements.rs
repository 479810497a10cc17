//! A cell as a statement. Whatever a statement does is taken back at once, so that each begins from the same rows.

use fraise_ir::{FieldId, Ir};
use fraise_model::{Row, Value};
use fraise_pg::Session;
use fraise_sql::Literal;
use fraise_tests::access::{Attempt, Cell};

use super::functions;
use super::ground::{column, table};

/// Runs statements one by one, each in a savepoint that is rolled back; answers with the number of rows, or with the
/// SQLSTATE. A function of the session, so that its rights are those of whoever runs it.
const ANSWERS: &str = "
    create function pg_temp.answers(statements text[]) returns text[] language plpgsql as $$
    declare
      given text[] := '{}';
      statement text;
      affected bigint;
    begin
      foreach statement in array statements loop
        begin
          execute statement;
          get diagnostics affected = row_count;
          raise exception using errcode = 'ROWS0', message = affected::text;
        exception
          when sqlstate 'ROWS0' then given := given || sqlerrm;
          when others then given := given || sqlstate;
        end;
      end loop;
      return given;
    end $$;";

/// What came of a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Answer {
    /// It did it, or a law about rows refused it after access had not.
    Allowed,
    /// There was nothing, or no right.
    Denied,
}

/// Prepares a session.
pub(super) async fn prepare(session: &Session) {
    session.batch_execute(ANSWERS).await.unwrap();
}

/// Tries all cells, in the session as it is.
pub(super) async fn answers(session: &Session, ir: &Ir, cells: &[Cell]) -> Vec<Result<Answer, String>> {
    let statements: Vec<String> = cells.iter().map(|it| statement(ir, it)).collect();
    let row = session.query_one("select pg_temp.answers($1)", &[&statements]).await.unwrap();
    let given: Vec<String> = row.get(0);
    assert_eq!(given.len(), cells.len());
    given.iter().zip(&statements).map(|(answer, statement)| read(answer, statement)).collect()
}

/// The same by the functions that write one row.
pub(super) async fn answers_of_functions(
    session: &Session,
    ir: &Ir,
    cells: &[Cell],
) -> Vec<Result<Answer, String>> {
    let statements: Vec<String> = cells.iter().map(|it| functions::call(ir, it)).collect();
    let row = session.query_one("select pg_temp.answers($1)", &[&statements]).await.unwrap();
    let given: Vec<String> = row.get(0);
    assert_eq!(given.len(), cells.len());
    given.iter().zip(&statements).map(|(answer, statement)| functions::read(answer, statement)).collect()
}

/// What comes of one statement, in the words of the server.
pub(super) async fn answer(session: &Session, statement: &str) -> String {
    let row = session.query_one("select (pg_temp.answers(array[$1]))[1]", &[&statement]).await.unwrap();
    row.get(0)
}

/// Every verb on a table of which nothing is known but its name and a column.
pub(super) fn on_table((table, column): &(String, String)) -> [String; 4] {
    [
        format!("select {column} from {table}"),
        format!("insert into {table} default values"),
        format!("update {table} set {column} = default"),
        format!("delete from {table}"),
    ]
}

fn read(answer: &str, statement: &str) -> Result<Answer, String> {
    match answer {
        "1" => Ok(Answer::Allowed),
        // A right is lacking, a generated column is written, or a trigger says so.
        "0" | "42501" | "428C9" | "ZF005" => Ok(Answer::Denied),
        // An id that is none: nobody is answered.
        "22P02" | "22003" => Ok(Answer::Denied),
        // Laws about rows are asked behind access.
        law if law.starts_with("23") || law.starts_with("ZF") => Ok(Answer::Allowed),
        other => Err(format!("{other}: {statement}")),
    }
}

fn statement(ir: &Ir, cell: &Cell) -> String {
    let entity = ir.entity(cell.row.entity);
    let table = table(ir, entity);
    let row = this_row(ir, &cell.row);
    match &cell.attempt {
        Attempt::Select(field) => format!("select {} from {table} where {row}", column(ir, *field)),
        Attempt::Insert { given, .. } if given.is_empty() => format!("insert into {table} default values"),
        Attempt::Insert { given, .. } => {
            let columns: Vec<String> = given.iter().map(|(field, _)| column(ir, *field)).collect();
            let values: Vec<String> = given.iter().map(|(_, value)| literal(value)).collect();
            format!("insert into {table} ({}) values ({})", columns.join(", "), values.join(", "))
        }
        Attempt::Update(field, value) => {
            format!("update {table} set {} = {} where {row}", column(ir, *field), literal(value))
        }
        Attempt::Delete => format!("delete from {table} where {row}"),
    }
}

fn this_row(ir: &Ir, row: &Row) -> String {
    let key = ir.entity(row.entity).key_fields();
    let conditions: Vec<String> = key.iter().map(|it| is(ir, row, *it)).collect();
    conditions.join(" and ")
}

fn is(ir: &Ir, row: &Row, field: FieldId) -> String {
    format!("{} = {}", column(ir, field), literal(row.get(field).unwrap_or(&Value::Null)))
}

pub(super) fn literal(value: &Value) -> String {
    value.text().map_or_else(|| "null".to_owned(), |text| Literal::text(&text).to_string())
}
