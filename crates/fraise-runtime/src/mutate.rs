//! Mutations: one transaction for each root field, in the order written.
//!
//! What a call does, in this order: its role is asked; `begin`, the settings of the viewer, the function, the row of the
//! answer, `commit`. A call that fails takes back its own transaction and no other, and those behind it do not run, as
//! GraphQL has it where a field that may not be null fails.

use deadpool_postgres::Pool;
use tokio_postgres::Row;

use crate::database::{Tries, Trouble};
use crate::engine::cells;
use crate::error::{Code, Failure, PathItem};
use crate::identity::Identity;
use crate::input::Variables;
use crate::json::{self, Answer};
use crate::model::Service;
use crate::plan::{Call, Mutations, Root};
use crate::refusal;
use crate::response;
use crate::transaction::{Acting, Transaction};

/// Who calls, and where.
pub(crate) struct Caller<'c> {
    pub(crate) service: &'static Service,
    pub(crate) pool: &'c Pool,
    pub(crate) identity: &'c Identity,
    pub(crate) request_id: &'c str,
}

/// A call with its values.
struct Bound<'c> {
    call: &'c Call,
    /// The statement that calls the function.
    sql: String,
    values: Vec<Option<String>>,
    /// The values of the statement that reads the row; the first is its key, once that is known.
    answer: Vec<Option<String>>,
}

/// One root field, ready.
enum Ready<'c> {
    Constant(&'c str, &'c str),
    Call(Bound<'c>),
}

/// Runs the root fields one after the other. All values are read before the first one runs.
pub(crate) async fn mutate(
    caller: &Caller<'_>,
    mutations: &Mutations,
    variables: &Variables<'_>,
) -> Result<Answer, Vec<Failure>> {
    let ready: Vec<Ready<'_>> = mutations
        .0
        .iter()
        .map(|it| bound(caller, it, variables))
        .collect::<Result<_, _>>()
        .map_err(|it| vec![it])?;
    let mut answer = Answer { data: response::start(), errors: Vec::new(), unlisted: 0 };
    let start = answer.data.len();
    answer.data.push(b'{');
    for (at, root) in ready.into_iter().enumerate() {
        if at > 0 {
            answer.data.push(b',');
        }
        let is_whole = match root {
            Ready::Constant(key, json) => {
                json::text::write(key.as_bytes(), &mut answer.data);
                answer.data.push(b':');
                answer.data.extend_from_slice(json.as_bytes());
                true
            }
            Ready::Call(bound) => {
                let path = vec![PathItem::Key(bound.call.key.clone())];
                match carried_out(caller, bound).await {
                    Ok(field) => append(&mut answer, field),
                    Err(failure) => {
                        answer.errors.push(failure.at(path));
                        false
                    }
                }
            }
        };
        if !is_whole {
            answer.data.truncate(start);
            answer.data.extend_from_slice(b"null");
            return Ok(answer);
        }
    }
    answer.data.push(b'}');
    Ok(answer)
}

/// Appends the members of an object; false when there is none, since its one field is null where it may not be.
fn append(answer: &mut Answer, field: Answer) -> bool {
    answer.errors.extend(field.errors);
    answer.unlisted += field.unlisted;
    let members = field.data.strip_prefix(b"{").and_then(|it| it.strip_suffix(b"}"));
    answer.data.extend_from_slice(members.unwrap_or_default());
    members.is_some()
}

fn bound<'c>(caller: &Caller<'_>, root: &'c Root, variables: &Variables<'_>) -> Result<Ready<'c>, Failure> {
    let call = match root {
        Root::Constant(key, json) => return Ok(Ready::Constant(key, json)),
        Root::Call(call) => call,
    };
    let mut values = Vec::new();
    let mut arguments = Vec::new();
    for (name, parameter) in &call.arguments {
        values.push(parameter.value(caller.identity, variables)?);
        arguments.push(format!("{name} => ${}::{}", values.len(), parameter.pg()));
    }
    if let Some(parameter) = &call.idempotency_key {
        values.push(parameter.value(caller.identity, variables)?);
        arguments.push(format!("p_idempotency_key => ${}::text", values.len()));
    }
    let sql = format!("select {}({})::text", call.mutation.function, arguments.join(", "));
    let answer = call.answer.bind(caller.identity, variables, caller.service.limits.complexity)?;
    Ok(Ready::Call(Bound { call, sql, values, answer }))
}

/// Runs a call and writes its row: `{"createOrder": {..}}`.
async fn carried_out(caller: &Caller<'_>, mut bound: Bound<'_>) -> Result<Answer, Failure> {
    if let Some(code) = bound.call.refused {
        return Err(Failure::plain(code));
    }
    let acting = Acting::as_(caller.service, caller.identity, caller.request_id);
    let mut tries = Tries::default();
    loop {
        match transacted(caller, &acting, &mut bound).await {
            Ok(row) => return written(caller, bound.call, &row),
            Err(trouble) if tries.again(&trouble).await => {}
            Err(trouble) => return Err(refused(caller, &bound, &trouble)),
        }
    }
}

async fn transacted(caller: &Caller<'_>, acting: &Acting, bound: &mut Bound<'_>) -> Result<Row, Trouble> {
    let transaction = Transaction::begin(caller.pool, acting).await?;
    match call(&transaction, bound).await {
        Ok(row) => transaction.commit().await.map(|()| row),
        Err(trouble) => {
            transaction.roll_back().await;
            Err(trouble)
        }
    }
}

async fn call(transaction: &Transaction, bound: &mut Bound<'_>) -> Result<Row, Trouble> {
    let called = transaction.query(&bound.sql, &bound.values).await?;
    if let Some(key) = bound.answer.first_mut() {
        *key = called.try_get(0)?;
    }
    let sql = bound.call.answer.sql.as_deref().unwrap_or_default();
    transaction.query(sql, &bound.answer).await
}

fn refused(caller: &Caller<'_>, bound: &Bound<'_>, trouble: &Trouble) -> Failure {
    let failure = refusal::failure(caller.service, caller.identity, trouble);
    if failure.code == Code::Internal {
        tracing::error!(
            request_id = caller.request_id,
            trouble = trouble.details(),
            mutation = bound.call.mutation.name,
            "the database refused a mutation"
        );
    }
    failure
}

fn written(caller: &Caller<'_>, call: &Call, row: &Row) -> Result<Answer, Failure> {
    let max_errors = caller.service.limits.errors as usize;
    let nothing = |_: &str, out: &mut Vec<u8>| out.extend_from_slice(b"null");
    json::write_root(Vec::new(), &call.answer.shape, cells(row), &nothing, max_errors).map_err(|fault| {
        tracing::error!(
            request_id = caller.request_id,
            fault = fault.0,
            sql = call.answer.sql,
            "the answer has not the planned shape"
        );
        Failure::plain(Code::Internal)
    })
}
