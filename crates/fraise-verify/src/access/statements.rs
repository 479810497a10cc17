//! A cell as a statement. Whatever a statement does is taken back at once, so that each begins from the same rows.

use fraise_ir::{FieldId, Ir};
use fraise_lower::names;
use fraise_model::{Row, Value};
use fraise_pg::{Error, Session};
use fraise_sql::{Fragment, Ident, Literal, QualifiedName, sql};

use super::{Attempt, Cell};

/// Runs statements one by one, each in a savepoint that is rolled back; answers with the number of rows, or with the
/// SQLSTATE. The other one asks questions, each of which has one text for an answer. Both are functions of the session, so
/// that their rights are those of whoever runs them.
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
    end $$;
    create function pg_temp.texts(questions text[]) returns text[] language plpgsql as $$
    declare
      given text[] := '{}';
      question text;
      answer text;
    begin
      foreach question in array questions loop
        begin
          execute question into answer;
          given := given || concat('=', answer);
        exception
          when others then given := given || sqlstate;
        end;
      end loop;
      return given;
    end $$;";

/// What came of a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Answer {
    /// It did it, or a law about rows refused it after access had not.
    Allowed,
    /// There was nothing, or no right.
    Denied,
}

/// Prepares a session.
pub async fn prepare(session: &Session) -> Result<(), Error> {
    session.batch_execute(ANSWERS).await?;
    Ok(())
}

/// Tries all cells, in the session as it is. An answer that says nothing about access is given as it came.
///
/// Who reads a column of a table reads it of all rows that he sees, so that is one statement for all of them.
pub async fn answers(
    session: &Session,
    ir: &Ir,
    cells: &[Cell],
) -> Result<Vec<Result<Answer, String>>, Error> {
    let mut columns: Vec<FieldId> = Vec::new();
    let mut statements: Vec<Fragment> = Vec::new();
    for cell in cells {
        match cell.attempt {
            Attempt::Select(field) if columns.contains(&field) => {}
            Attempt::Select(field) => columns.push(field),
            Attempt::Insert { .. } | Attempt::Update(..) | Attempt::Delete => {
                statements.push(statement(ir, cell))
            }
        }
    }
    let questions: Vec<Fragment> = columns.iter().map(|it| seen(ir, *it)).collect();
    let seen = called(session, "texts", &questions).await?;
    let tried = called(session, "answers", &statements).await?;
    let mut tried = tried.iter().zip(&statements);
    let answer = |cell: &Cell| match cell.attempt {
        Attempt::Select(field) => {
            let at = columns.iter().position(|it| *it == field);
            let seen = at.and_then(|it| seen.get(it)).map(String::as_str).unwrap_or_default();
            match seen.strip_prefix('=') {
                Some(keys) if keys.split(SEPARATOR).any(|it| it == cell.row.name(ir)) => Ok(Answer::Allowed),
                Some(_) => Ok(Answer::Denied),
                None => read(seen, &statement(ir, cell)),
            }
        }
        Attempt::Insert { .. } | Attempt::Update(..) | Attempt::Delete => {
            tried.next().map_or(Ok(Answer::Denied), |(answer, statement)| read(answer, statement))
        }
    };
    Ok(cells.iter().map(answer).collect())
}

/// Between the keys of rows.
const SEPARATOR: &str = "\u{1f}";

/// The keys of the rows of which somebody reads a column.
fn seen(ir: &Ir, field: FieldId) -> Fragment {
    let key = ir.entity(field.entity).key_fields();
    let key = key.iter().map(|it| sql!["it.", names::column(ir, *it), "::text"]);
    let name = sql!["concat_ws(', ', ", Fragment::join(", ", key), ")"];
    let column = sql!["it.", names::column(ir, field)];
    let table = names::table(ir, field.entity);
    let all = sql!["string_agg(", name, ", ", Literal::text(SEPARATOR), ")"];
    sql!["select ", all, " from ", table, " as it where ", &column, " is null or ", &column, " is not null"]
}

/// What comes of statements, in the words of the server.
pub async fn tried(session: &Session, statements: &[Fragment]) -> Result<Vec<String>, Error> {
    called(session, "answers", statements).await
}

async fn called(
    session: &Session,
    function: &'static str,
    statements: &[Fragment],
) -> Result<Vec<String>, Error> {
    let texts = statements.iter().map(|it| sql![Literal::text(it.as_str())]);
    let list = sql!["array[", Fragment::join(", ", texts), "]::text[]"];
    let rows = session.rows(&sql!["select unnest(pg_temp.", function, "(", list, "))"]).await?;
    Ok(rows.into_iter().flatten().flatten().collect())
}

/// Every verb on a table of which nothing is known but its name and a column.
pub fn on_table((table, column): &(QualifiedName, Ident)) -> [Fragment; 4] {
    [
        sql!["select ", column, " from ", table],
        sql!["insert into ", table, " default values"],
        sql!["update ", table, " set ", column, " = default"],
        sql!["delete from ", table],
    ]
}

fn read(answer: &str, statement: &Fragment) -> Result<Answer, String> {
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

/// The statement that tries a cell.
pub fn statement(ir: &Ir, cell: &Cell) -> Fragment {
    let table = names::table(ir, cell.row.entity);
    let row = this_row(ir, &cell.row);
    let column = |field: FieldId| names::column(ir, field);
    match &cell.attempt {
        Attempt::Select(field) => sql!["select ", column(*field), " from ", table, " where ", row],
        Attempt::Insert { given, .. } if given.is_empty() => sql!["insert into ", table, " default values"],
        Attempt::Insert { given, .. } => {
            let columns = Fragment::join(", ", given.iter().map(|(field, _)| column(*field)));
            let values = Fragment::join(", ", given.iter().map(|(_, value)| literal(value)));
            sql!["insert into ", table, " (", columns, ") values (", values, ")"]
        }
        Attempt::Update(field, value) => {
            sql!["update ", table, " set ", column(*field), " = ", literal(value), " where ", row]
        }
        Attempt::Delete => sql!["delete from ", table, " where ", row],
    }
}

/// `id = '..'`
pub fn this_row(ir: &Ir, row: &Row) -> Fragment {
    let key = ir.entity(row.entity).key_fields();
    let is = |field: &FieldId| {
        sql![names::column(ir, *field), " = ", literal(row.get(*field).unwrap_or(&Value::Null))]
    };
    Fragment::join(" and ", key.iter().map(is))
}

pub(super) fn literal(value: &Value) -> Literal {
    value.text().map_or(Literal::Null, |text| Literal::text(&text))
}
