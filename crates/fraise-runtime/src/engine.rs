//! From a request to its answer.

use std::sync::Arc;
use std::time::Duration;

use apollo_compiler::Name;
use apollo_compiler::Schema;
use apollo_compiler::collections::HashMap;
use apollo_compiler::executable::Operation;
use apollo_compiler::introspection;
use apollo_compiler::response::JsonMap;
use apollo_compiler::schema::Implementers;
use apollo_compiler::validation::Valid;
use deadpool_postgres::Pool;
use tokio_postgres::Row;

use crate::agreement;
use crate::cache::Cache;
use crate::database::{self, Raw};
use crate::document::Document;
use crate::error::{Code, Failure};
use crate::hook::{HookSet, NoHooks};
use crate::identity::Identity;
use crate::job::Workshop;
use crate::json::{self, Answer};
use crate::model::Service;
use crate::mutate::{self, Caller};
use crate::plan::{self, Mutations, Plan, PlanKey, ViewerKind};
use crate::request::{Fitting, Request};
use crate::response::{self, Outcome, Response};

/// Documents that are kept parsed and planned, twice over.
const DOCUMENTS: usize = 500;

/// How long a job is taken for.
pub(crate) const LEASE: Duration = Duration::from_secs(120);

/// A service, ready to answer.
pub struct Engine {
    service: &'static Service,
    schema: Valid<Schema>,
    implementers: HashMap<Name, Implementers>,
    documents: Cache<String, Arc<Document>>,
    pool: Pool,
    introspection: bool,
    workshop: Workshop,
}

/// A statement and its parameters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// With `$1`, `$2`, ..
    pub sql: String,
    /// In text form; none for null.
    pub values: Vec<Option<String>>,
}

/// A request that only has to be run.
struct Ready {
    plan: Arc<Plan>,
    values: Vec<Option<String>>,
    /// What the schema answers, by response key.
    from_schema: JsonMap,
}

/// The SDL is not valid, or it does not describe the service: the two were not compiled together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disagreement(
    /// One line for each place.
    pub Vec<String>,
);

impl std::fmt::Display for Disagreement {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0.join("\n"))
    }
}

impl std::error::Error for Disagreement {}

impl Engine {
    /// Reads the SDL and holds it against the service.
    pub fn new(
        service: &'static Service,
        sdl: &str,
        pool: Pool,
        introspection: bool,
    ) -> Result<Self, Disagreement> {
        let schema = Schema::parse_and_validate(sdl, "schema.graphql")
            .map_err(|it| Disagreement(vec![it.to_string()]))?;
        let differences = agreement::differences(service, &schema);
        if !differences.is_empty() {
            return Err(Disagreement(differences));
        }
        let implementers = schema.implementers_map();
        let workshop = Workshop { service, pool: pool.clone(), hooks: Arc::new(NoHooks), lease: LEASE };
        let documents = Cache::new(DOCUMENTS);
        Ok(Self { service, schema, implementers, documents, pool, introspection, workshop })
    }

    /// The same with the hooks of the service.
    pub fn with_hooks(mut self, hooks: Arc<dyn HookSet>) -> Self {
        self.workshop.hooks = hooks;
        self
    }

    /// The same with another time for which a job is taken; a hook may take half of it.
    pub fn with_lease(mut self, lease: Duration) -> Self {
        self.workshop.lease = lease;
        self
    }

    /// Who carries out what follows commits.
    pub(crate) fn workshop(&self) -> &Workshop {
        &self.workshop
    }

    /// The service that it answers for.
    pub fn service(&self) -> &'static Service {
        self.service
    }

    /// The connections it uses.
    pub fn pool(&self) -> &Pool {
        &self.pool
    }

    /// Answers a request, given as the JSON of its body. The id is named in errors and in the log.
    pub async fn execute(&self, body: &[u8], identity: &Identity, request_id: &str) -> Response {
        let request = match Request::read(body) {
            Ok(request) => request,
            Err(failure) => {
                return Response {
                    outcome: Outcome::Unreadable,
                    ..response::refused(&[failure], request_id)
                };
            }
        };
        match self.answer(&request, identity, request_id).await {
            Ok(answer) => response::answered(answer, request_id),
            Err(failures) => response::refused(&failures, request_id),
        }
    }

    /// The statement that a request runs, with the text of its parameters: for a look at its plan. None when the
    /// request needs no statement.
    pub fn statement(&self, body: &[u8], identity: &Identity) -> Result<Option<Statement>, Vec<Failure>> {
        let request = Request::read(body).map_err(one)?;
        let document = self.document(&request.query)?;
        let ready = self.ready(&request, &document, identity)?;
        Ok(ready.plan.sql.clone().map(|sql| Statement { sql, values: ready.values }))
    }

    /// The one pipeline: parse, plan, run, write.
    async fn answer(
        &self,
        request: &Request<'_>,
        identity: &Identity,
        request_id: &str,
    ) -> Result<Answer, Vec<Failure>> {
        let document = self.document(&request.query)?;
        let operation = operation(&document, request)?;
        if operation.is_mutation() {
            return self.mutate(request, &document, operation, identity, request_id).await;
        }
        let Ready { plan, values, from_schema } = self.ready(request, &document, identity)?;
        let row = match &plan.sql {
            None => None,
            Some(sql) => Some(database::query(&self.pool, sql, &values).await.map_err(|trouble| {
                tracing::error!(
                    request_id,
                    trouble = trouble.details(),
                    sql,
                    "the database refused a statement"
                );
                one(Failure::plain(trouble.code()))
            })?),
        };
        let introspection = |key: &str, out: &mut Vec<u8>| match from_schema.get(key).map(serde_json::to_vec)
        {
            Some(Ok(json)) => out.extend_from_slice(&json),
            Some(Err(_)) | None => out.extend_from_slice(b"null"),
        };
        let max_errors = self.service.limits.errors as usize;
        let cells = row.iter().flat_map(cells);
        json::write_root(response::start(), &plan.shape, cells, &introspection, max_errors).map_err(|fault| {
            tracing::error!(
                request_id,
                fault = fault.0,
                sql = plan.sql,
                "the answer has not the planned shape"
            );
            one(Failure::plain(Code::Internal))
        })
    }

    /// The other pipeline: for each root field a transaction.
    async fn mutate(
        &self,
        request: &Request<'_>,
        document: &Document,
        operation: &Operation,
        identity: &Identity,
        request_id: &str,
    ) -> Result<Answer, Vec<Failure>> {
        let variables = request.variables(&self.schema, operation, self.introspection).map_err(one)?;
        let mutations = self.mutations(document, operation, request, identity, &variables)?;
        let (service, pool, workshop) = (self.service, &self.pool, &self.workshop);
        let caller = Caller { service, pool, identity, request_id, workshop };
        mutate::mutate(&caller, &mutations, &variables.written).await
    }

    fn mutations(
        &self,
        document: &Document,
        operation: &Operation,
        request: &Request<'_>,
        identity: &Identity,
        variables: &Fitting<'_>,
    ) -> Result<Arc<Mutations>, Vec<Failure>> {
        let key = plan_key(request, identity, variables);
        if let Some(known) = document.mutations.get(&key) {
            return Ok(known);
        }
        let made =
            plan::plan_mutations(self.service, &document.executable, operation, key.viewer, &key.variables)?;
        document.mutations.insert(key, made.clone());
        Ok(made)
    }

    /// Choose the operation, fit the variables, plan, bind.
    fn ready(
        &self,
        request: &Request<'_>,
        document: &Document,
        identity: &Identity,
    ) -> Result<Ready, Vec<Failure>> {
        let operation = operation(document, request)?;
        if !operation.is_query() {
            return Err(one(Failure::new(Code::BadRequest, "only queries and mutations are answered")));
        }
        let variables = request.variables(&self.schema, operation, self.introspection).map_err(one)?;
        let plan = self.plan(document, operation, request, identity, &variables)?;
        let values = plan.bind(identity, &variables.written, self.service.limits.complexity).map_err(one)?;
        let from_schema = self.introspect(&plan, document, operation, &variables)?;
        Ok(Ready { plan, values, from_schema })
    }

    fn document(&self, text: &str) -> Result<Arc<Document>, Vec<Failure>> {
        if let Some(known) = self.documents.get(text) {
            return Ok(known);
        }
        let document = Arc::new(Document::parse(&self.schema, text, &self.service.limits)?);
        self.documents.insert(text.to_owned(), document.clone());
        Ok(document)
    }

    fn plan(
        &self,
        document: &Document,
        operation: &Operation,
        request: &Request<'_>,
        identity: &Identity,
        variables: &Fitting<'_>,
    ) -> Result<Arc<Plan>, Vec<Failure>> {
        let key = plan_key(request, identity, variables);
        if let Some(known) = document.plans.get(&key) {
            return Ok(known);
        }
        let plan = plan::plan(self.service, &document.executable, operation, key.viewer, &key.variables)?;
        let plan = Arc::new(plan);
        document.plans.insert(key, plan.clone());
        Ok(plan)
    }

    /// The answers to `__schema` and `__type`, by response key.
    fn introspect(
        &self,
        plan: &Plan,
        document: &Document,
        operation: &Operation,
        variables: &Fitting<'_>,
    ) -> Result<JsonMap, Vec<Failure>> {
        if !plan.introspection {
            return Ok(JsonMap::new());
        }
        if !self.introspection {
            return Err(one(Failure::new(Code::BadRequest, "introspection is off")));
        }
        let refused = |it: apollo_compiler::request::RequestError| {
            one(Failure::new(Code::BadRequest, it.message().to_string()))
        };
        introspection::check_max_depth(&document.executable, operation).map_err(refused)?;
        let answer = introspection::partial_execute(
            &self.schema,
            &self.implementers,
            &document.executable,
            operation,
            &variables.coerced,
        )
        .map_err(refused)?;
        Ok(answer.data.unwrap_or_default())
    }
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Engine({})", self.service.name)
    }
}

fn one(failure: Failure) -> Vec<Failure> {
    vec![failure]
}

fn operation<'d>(document: &'d Document, request: &Request<'_>) -> Result<&'d Operation, Vec<Failure>> {
    let found = document.executable.operations.get(request.operation_name.as_deref());
    found.map(|it| it.as_ref()).map_err(|it| one(Failure::new(Code::BadRequest, it.message().to_string())))
}

fn plan_key(request: &Request<'_>, identity: &Identity, variables: &Fitting<'_>) -> PlanKey {
    PlanKey {
        operation: request.operation_name.clone(),
        viewer: ViewerKind::of(identity),
        variables: variables.states.clone(),
    }
}

/// The columns of the one row.
pub(crate) fn cells(row: &Row) -> impl Iterator<Item = (u32, Option<&[u8]>)> {
    row.columns().iter().enumerate().map(|(at, column)| {
        let raw = row.try_get::<_, Option<Raw<'_>>>(at).ok().flatten();
        (column.type_().oid(), raw.map(|it| it.0))
    })
}
