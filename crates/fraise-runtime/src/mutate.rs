//! Mutations: one transaction for each root field, in the order written.
//!
//! What a call does, in this order: its role is asked; hooks before are called, unless its key has been answered
//! already; `begin`, the settings of the viewer, the function, the row of the answer, `commit`. Where a job is left behind
//! it is tried for the first time behind the commit, and the row is read after that. A call that fails takes back its own transaction and no other, and those behind it do not run, as
//! GraphQL has it where a field that may not be null fails.

use deadpool_postgres::Pool;
use serde_json::{Map, Value};
use tokio_postgres::Row;
use uuid::Uuid;

use crate::database::{self, Tries, Trouble};
use crate::engine::cells;
use crate::error::{Code, Failure, PathItem};
use crate::hook::HookCall;
use crate::identity::Identity;
use crate::input::Variables;
use crate::job::Workshop;
use crate::json::{self, Answer};
use crate::model::{Argument, Before, Service};
use crate::plan::{Call, Mutations, Parameter, Plan, Question, Root};
use crate::refusal;
use crate::response;
use crate::transaction::{Acting, Transaction};

/// Who calls, and where.
pub(crate) struct Caller<'c> {
    pub(crate) service: &'static Service,
    pub(crate) pool: &'c Pool,
    pub(crate) identity: &'c Identity,
    pub(crate) request_id: &'c str,
    pub(crate) workshop: &'c Workshop,
}

/// A call with its values.
struct Bound<'c> {
    call: &'c Call,
    /// The statement that calls the function.
    sql: String,
    values: Vec<Option<String>>,
    /// Whether this call has been answered already, and the inputs of the hooks before it.
    answered: Option<Asked<'c>>,
    before: Vec<Asked<'c>>,
    /// The values of the statement that reads the row; the first is its key, once that is known.
    answer: Vec<Option<String>>,
}

/// A question with its values.
struct Asked<'c> {
    sql: &'c str,
    values: Vec<Option<String>>,
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
    let value = |it: &Parameter| it.value(caller.identity, variables);
    let mut values = Vec::new();
    let mut arguments = Vec::new();
    if let (Some(key), Some(parameter)) = (&call.mutation.key, &call.id) {
        values.push(value(parameter)?);
        arguments.extend(key.parts.iter().enumerate().map(|(at, (name, ty))| match key.parts {
            [_] => format!("{name} => $1::{ty}"),
            _ => {
                format!("{name} => (convert_from(decode($1::text, 'base64'), 'UTF8')::jsonb ->> {at})::{ty}")
            }
        }));
    }
    if call.mutation.empty_input {
        arguments.push(Argument::EMPTY_INPUT.to_owned());
    }
    let named = call.arguments.iter().map(|(name, parameter)| (*name, parameter));
    for (name, parameter) in named.chain(call.idempotency_key.iter().map(|it| ("p_idempotency_key", it))) {
        values.push(value(parameter)?);
        arguments.push(format!("{name} => ${}::{}", values.len(), parameter.pg()));
    }
    for before in call.mutation.before {
        // Its value comes when the hook has returned.
        values.push(None);
        arguments.push(format!("{} => ${}::jsonb", before.argument, values.len()));
    }
    let job =
        if call.mutation.leaves_job { ", nullif(current_setting('fraise.job_id', true), '')" } else { "" };
    let sql = format!("select {}({})::text{job}", call.mutation.function, arguments.join(", "));
    let limit = caller.service.limits.complexity;
    let answer = match &call.answer {
        Some(plan) => plan.bind(caller.identity, variables, limit)?,
        None => Vec::new(),
    };
    let asked = |it: &'c Question| -> Result<Asked<'c>, Failure> {
        Ok(Asked { sql: &it.sql, values: it.parameters.iter().map(value).collect::<Result<_, _>>()? })
    };
    let answered = call.answered.as_ref().map(asked).transpose()?;
    let before = call.before.iter().map(asked).collect::<Result<_, _>>()?;
    Ok(Ready::Call(Bound { call, sql, values, answered, before, answer }))
}

/// Runs a call and writes its row: `{"createOrder": {..}}`.
async fn carried_out(caller: &Caller<'_>, mut bound: Bound<'_>) -> Result<Answer, Failure> {
    if let Some(code) = bound.call.refused {
        return Err(Failure::plain(code));
    }
    hooks_before(caller, &mut bound).await?;
    let acting = Acting::as_(caller.service, caller.identity, caller.request_id);
    let mut tries = Tries::default();
    loop {
        match transacted(caller, &acting, &mut bound).await {
            Ok(Done::Key) => return Ok(key_alone(&bound)),
            Ok(Done::Row(plan, row)) => return written(caller, plan, &row),
            Ok(Done::Job(plan, job)) => {
                if let Some(job) = job {
                    caller.workshop.first_try(job).await;
                }
                let sql = plan.sql.as_deref().unwrap_or_default();
                let read = database::query(caller.pool, sql, &bound.answer).await;
                let row = read.map_err(|trouble| refused(caller, &bound, &trouble))?;
                return written(caller, plan, &row);
            }
            Err(trouble) if tries.again(&trouble).await => {}
            Err(trouble) => return Err(refused(caller, &bound, &trouble)),
        }
    }
}

/// `{"deleteProduct": "..."}`: the key as it was given.
fn key_alone(bound: &Bound<'_>) -> Answer {
    let mut data = vec![b'{'];
    json::text::write(bound.call.key.as_bytes(), &mut data);
    data.push(b':');
    let key = bound.values.first().and_then(Option::as_deref).unwrap_or_default();
    json::text::write(key.as_bytes(), &mut data);
    data.push(b'}');
    Answer { data, errors: Vec::new(), unlisted: 0 }
}

/// Calls the hooks, and puts what they return where the function takes it. A call that has been answered already gets the
/// first answer, so nobody need be asked; the function still holds its arguments against those of the first call.
async fn hooks_before(caller: &Caller<'_>, bound: &mut Bound<'_>) -> Result<(), Failure> {
    let hooks = bound.call.mutation.before;
    let first = bound.values.len() - hooks.len();
    let is_answered = match &bound.answered {
        Some(asked) => question(caller, bound, asked).await?.as_deref() == Some("true"),
        None => false,
    };
    for (at, hook) in hooks.iter().enumerate() {
        let output = match bound.before.get(at) {
            Some(asked) if !is_answered => output(caller, bound, hook, asked).await?,
            Some(_) | None => "{}".to_owned(),
        };
        if let Some(value) = bound.values.get_mut(first + at) {
            *value = Some(output);
        }
    }
    Ok(())
}

async fn output(
    caller: &Caller<'_>,
    bound: &Bound<'_>,
    hook: &Before,
    asked: &Asked<'_>,
) -> Result<String, Failure> {
    let input = question(caller, bound, asked).await?.unwrap_or_else(|| "null".to_owned());
    let members: Map<String, Value> = serde_json::from_str(&input).unwrap_or_default();
    if hook.rows.iter().any(|it| members.get(*it).is_none_or(Value::is_null)) {
        return Err(Failure::plain(Code::NotFound));
    }
    let call = HookCall { job: None, request_id: caller.request_id.to_owned() };
    caller.workshop.hooks.call(hook.hook, &call, &input).await.map_err(|error| {
        tracing::warn!(request_id = caller.request_id, hook = hook.hook, %error, "a hook has no output");
        error.failure()
    })
}

async fn question(
    caller: &Caller<'_>,
    bound: &Bound<'_>,
    asked: &Asked<'_>,
) -> Result<Option<String>, Failure> {
    let row = database::query(caller.pool, asked.sql, &asked.values).await;
    row.and_then(|it| Ok(it.try_get(0)?)).map_err(|trouble| refused(caller, bound, &trouble))
}

/// How a transaction has ended.
enum Done<'c> {
    /// With nothing to read.
    Key,
    /// With the row of the answer.
    Row(&'c Plan, Row),
    /// With a job, before which nothing is answered; none when the job of an earlier call has gone.
    Job(&'c Plan, Option<Uuid>),
}

async fn transacted<'c>(
    caller: &Caller<'_>,
    acting: &Acting,
    bound: &mut Bound<'c>,
) -> Result<Done<'c>, Trouble> {
    let transaction = Transaction::begin(caller.pool, acting).await?;
    match call(&transaction, bound).await {
        Ok(done) => transaction.commit().await.map(|()| done),
        Err(trouble) => {
            transaction.roll_back().await;
            Err(trouble)
        }
    }
}

async fn call<'c>(transaction: &Transaction, bound: &mut Bound<'c>) -> Result<Done<'c>, Trouble> {
    let called = transaction.query(&bound.sql, &bound.values).await?;
    let Some(plan) = &bound.call.answer else { return Ok(Done::Key) };
    if let Some(key) = bound.answer.first_mut() {
        *key = called.try_get(0)?;
    }
    if bound.call.mutation.leaves_job {
        let job: Option<String> = called.try_get(1)?;
        return Ok(Done::Job(plan, job.and_then(|it| it.parse().ok())));
    }
    let sql = plan.sql.as_deref().unwrap_or_default();
    transaction.query(sql, &bound.answer).await.map(|row| Done::Row(plan, row))
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

fn written(caller: &Caller<'_>, plan: &Plan, row: &Row) -> Result<Answer, Failure> {
    let max_errors = caller.service.limits.errors as usize;
    let nothing = |_: &str, out: &mut Vec<u8>| out.extend_from_slice(b"null");
    json::write_root(Vec::new(), &plan.shape, cells(row), &nothing, max_errors).map_err(|fault| {
        tracing::error!(
            request_id = caller.request_id,
            fault = fault.0,
            sql = plan.sql,
            "the answer has not the planned shape"
        );
        Failure::plain(Code::Internal)
    })
}
