//! From a selection to one statement and the shape of its answer.
//!
//! Each root field is a column of the statement. A row is an anonymous record of what is asked of it, a to-one is a
//! subselect of such a record, a to-many an array of them:
//! `select array(select row(t0.id, (select row(t1.name) from categories t1 where ..)) from products t0 where ..)`.

use apollo_compiler::ExecutableDocument;
use apollo_compiler::Node;
use apollo_compiler::ast::Value;
use apollo_compiler::executable::{Field, Operation, SelectionSet};

use super::access::{Filter, ReadParent};
use super::fragment::Scope;
use super::selection::{Asked, Collector};
use super::shape::{Column, Record, Slot, SlotKind};
use super::{Cost, Count, Parameter, Plan, VariableState, ViewerKind};
use crate::document::over;
use crate::error::{Code, Failure};
use crate::model::{
    self, FieldKind, Input, Limits, Missing, Object, OrderBy, OrderKey, Page, Query, QueryKind, Service, Sql,
    Type,
};

/// Plans an operation.
pub(crate) fn plan(
    service: &'static Service,
    document: &ExecutableDocument,
    operation: &Operation,
    viewer: ViewerKind,
    variables: &[VariableState],
) -> Result<Plan, Vec<Failure>> {
    let state = |name: &str| state_of(operation, variables, name);
    let boolean = |name: &str| match state(name) {
        Some(VariableState::True) => Some(true),
        Some(VariableState::False) => Some(false),
        Some(VariableState::Absent | VariableState::Null | VariableState::Given) | None => None,
    };
    planner(service, document, viewer, &state, &boolean).root(operation)
}

/// What is known of a variable of an operation.
pub(super) fn state_of(
    operation: &Operation,
    variables: &[VariableState],
    name: &str,
) -> Option<VariableState> {
    let at = operation.variables.iter().position(|it| it.name == name)?;
    variables.get(at).copied()
}

/// A planner at the beginning of an operation.
pub(super) fn planner<'d>(
    service: &'static Service,
    document: &'d ExecutableDocument,
    viewer: ViewerKind,
    state: &'d dyn Fn(&str) -> Option<VariableState>,
    boolean: &'d dyn Fn(&str) -> Option<bool>,
) -> Planner<'d> {
    Planner {
        service,
        viewer,
        state,
        collector: Collector { document, boolean, left: service.limits.tokens },
        parameters: Vec::new(),
        unread: Vec::new(),
        inputs: Vec::new(),
        field: String::new(),
        aliases: 0,
    }
}

/// The planner at work on one operation.
pub(super) struct Planner<'d> {
    pub(super) service: &'static Service,
    pub(super) viewer: ViewerKind,
    state: &'d dyn Fn(&str) -> Option<VariableState>,
    collector: Collector<'d, 'd>,
    pub(super) parameters: Vec<Parameter>,
    unread: Vec<Parameter>,
    /// The inputs of the root field at work.
    pub(super) inputs: Vec<InputSlot>,
    /// The response key of the root field at work.
    pub(super) field: String,
    aliases: usize,
}

/// An input of the root field at work.
pub(super) struct InputSlot {
    pub(super) model: &'static Input,
    /// None when it is absent or null.
    pub(super) value: Option<Node<Value>>,
    /// Its place among the parameters, once it is one.
    pub(super) parameter: Option<usize>,
}

/// The document opens into more fields than any document may have.
#[derive(Debug, Clone, Copy)]
pub(super) struct TooLarge;

/// Why a plan cannot be made.
pub(super) enum Stop {
    TooLarge,
    TooDeep,
    /// The SDL has something that the model has not.
    Unknown,
}

impl From<TooLarge> for Stop {
    fn from(_: TooLarge) -> Self {
        Self::TooLarge
    }
}

impl Stop {
    pub(super) fn failures(&self, limits: &Limits) -> Vec<Failure> {
        let sentence = match self {
            Self::TooLarge => "the document is too large".to_owned(),
            Self::TooDeep => format!("the document is over {} levels deep", limits.depth),
            Self::Unknown => return vec![Failure::plain(Code::Internal)],
        };
        vec![Failure::new(Code::BadRequest, sentence)]
    }
}

/// What fields are asked of.
#[derive(Clone, Copy)]
enum Owner {
    /// A row, which the statement has found readable.
    Row(&'static Type),
    Json(&'static Object),
}

impl Owner {
    fn name(self) -> &'static str {
        match self {
            Self::Row(ty) => ty.name,
            Self::Json(object) => object.name,
        }
    }

    fn fields(self) -> &'static [model::Field] {
        match self {
            Self::Row(ty) => ty.fields,
            Self::Json(object) => object.fields,
        }
    }
}

/// A list of columns, the shape that reads them, and what they cost.
pub(super) struct Row {
    pub(super) columns: Vec<String>,
    pub(super) shape: Record,
    pub(super) cost: Cost,
}

impl Row {
    pub(super) fn sql(&self) -> String {
        format!("row({})", self.columns.join(", "))
    }
}

/// A column with what reads it.
pub(super) struct Part {
    pub(super) sql: String,
    pub(super) column: Column,
    pub(super) cost: Cost,
}

impl<'d> Planner<'d> {
    fn root(&mut self, operation: &'d Operation) -> Result<Plan, Vec<Failure>> {
        let limits = &self.service.limits;
        let asked = self.asked(operation).map_err(|it| it.failures(limits))?;
        over("root fields", asked.len(), limits.root_fields)?;
        let mut row = Row { columns: Vec::new(), shape: Record { slots: Vec::new() }, cost: Cost::default() };
        let mut introspection = false;
        for (key, fields) in asked {
            let Some(field) = fields.first().copied() else { continue };
            let kind = match field.name.as_str() {
                "__typename" => SlotKind::Constant(quoted(operation.object_type())),
                "__schema" | "__type" => {
                    introspection = true;
                    SlotKind::Introspection
                }
                _ => self.root_field(key, field, &fields, &mut row).map_err(|it| it.failures(limits))?,
            };
            let query = self.query(field);
            let missing = match query.map(|it| it.kind) {
                Some(QueryKind::Get { missing: Missing::Error }) => Code::NotFound,
                Some(QueryKind::Get { missing: Missing::Null } | QueryKind::List { .. }) | None => {
                    Code::Internal
                }
            };
            row.shape.slots.push(Slot { missing, ..slot(key, field, kind) });
        }
        let sql = (!row.columns.is_empty()).then(|| format!("select {}", row.columns.join(", ")));
        Ok(Plan {
            sql,
            parameters: std::mem::take(&mut self.parameters),
            unread: std::mem::take(&mut self.unread),
            shape: row.shape,
            cost: row.cost,
            introspection,
        })
    }

    /// The root fields that are asked for.
    pub(super) fn asked(&mut self, operation: &'d Operation) -> Result<Vec<Asked<'d>>, Stop> {
        Ok(self.collector.collect(&[&operation.selection_set])?)
    }

    /// The next statement names its tables from the beginning.
    pub(super) fn restart_aliases(&mut self) {
        self.aliases = 0;
    }

    fn query(&self, field: &Field) -> Option<&'static Query> {
        self.service.queries.iter().find(|it| it.name == field.name.as_str())
    }

    fn root_field(
        &mut self,
        key: &'d str,
        field: &'d Field,
        fields: &[&'d Field],
        row: &mut Row,
    ) -> Result<SlotKind, Stop> {
        let query = self.query(field).ok_or(Stop::Unknown)?;
        self.field = key.to_owned();
        self.inputs = query
            .inputs
            .iter()
            .map(|model| InputSlot { model, value: self.given(field, model.name), parameter: None })
            .collect();
        // A rule in the access of an operation reads no row.
        let access = self.filter(query.access, "");
        if access == Filter::None {
            return Ok(SlotKind::Denied(self.viewer.refusal()));
        }
        let part = self.query_part(query, field, &selections(fields))?;
        for input in std::mem::take(&mut self.inputs) {
            if let (Some(value), None) = (input.value, input.parameter) {
                self.unread.push(Parameter::Input { field: self.field.clone(), input: input.model, value });
            }
        }
        let (sql, column) = match access {
            Filter::When(condition) => guarded(&condition, part.sql, part.column, self.viewer.refusal()),
            Filter::All | Filter::None => (part.sql, part.column),
        };
        row.columns.push(sql);
        row.cost.add(part.cost);
        Ok(SlotKind::Column(column))
    }

    fn query_part(&mut self, query: &Query, field: &Field, sets: &[&'d SelectionSet]) -> Result<Part, Stop> {
        let alias = self.alias();
        let scope = Scope::row(&alias);
        let target = query.target;
        let row = self.object(target, &alias, sets, 2)?;
        let mut conditions = Vec::new();
        for line in query.wheres {
            let stands = line.given.iter().all(|at| {
                self.inputs.get(*at).is_some_and(|it| it.value.is_some() || it.model.default.is_some())
            });
            if stands {
                conditions.push(format!("({})", self.print(line.sql, scope)));
            }
        }
        let search = query.search.filter(|it| self.inputs.get(it.input).is_some_and(|it| it.value.is_some()));
        let search = search.map(|it| {
            let vector = self.print(it.vector, scope);
            let words = self.words(it.config, it.input);
            (vector, words)
        });
        if let Some((vector, words)) = &search {
            conditions.push(format!("{vector} @@ {words}"));
        }
        conditions.extend(target.living.map(|it| format!("({})", self.print(it, scope))));
        conditions.extend(self.filter(target.read, &alias).condition());
        match query.kind {
            QueryKind::Get { .. } => Ok(Part {
                sql: format!("(select {} from {} {alias}{})", row.sql(), target.table, wheres(&conditions)),
                column: Column::Object(row.shape),
                cost: row.cost.one(),
            }),
            QueryKind::List { order, page } => {
                let rank = search.map(|(vector, words)| format!("ts_rank({vector}, {words})"));
                let order = self.order(order, rank.as_deref(), scope);
                Ok(self.list(target, &alias, row, &conditions, &order, field, page))
            }
        }
    }

    fn words(&mut self, config: &str, input: usize) -> String {
        let config = config.replace('\'', "''");
        let words = self.input(input);
        format!("websearch_to_tsquery('{config}', {words})")
    }

    /// The record of a row. `depth` is the level of its fields.
    pub(super) fn object(
        &mut self,
        ty: &'static Type,
        alias: &str,
        sets: &[&'d SelectionSet],
        depth: u32,
    ) -> Result<Row, Stop> {
        self.fields(Owner::Row(ty), alias, sets, depth)
    }

    fn fields(
        &mut self,
        owner: Owner,
        alias: &str,
        sets: &[&'d SelectionSet],
        depth: u32,
    ) -> Result<Row, Stop> {
        if depth > self.service.limits.depth {
            return Err(Stop::TooDeep);
        }
        let mut row = Row { columns: Vec::new(), shape: Record { slots: Vec::new() }, cost: Cost::default() };
        for (key, fields) in self.collector.collect(sets)? {
            let Some(field) = fields.first().copied() else { continue };
            if field.name == "__typename" {
                row.shape.slots.push(slot(key, field, SlotKind::Constant(quoted(owner.name()))));
                continue;
            }
            let model =
                owner.fields().iter().find(|it| it.name == field.name.as_str()).ok_or(Stop::Unknown)?;
            let read = model.read.map_or(Filter::All, |items| self.filter(items, alias));
            let kind = match read {
                Filter::None => SlotKind::Denied(Code::Forbidden),
                Filter::All | Filter::When(_) => {
                    let part = self.field(owner, model, field, &selections(&fields), alias, depth)?;
                    let (sql, column) = match read {
                        Filter::When(condition) => {
                            guarded(&condition, part.sql, part.column, Code::Forbidden)
                        }
                        Filter::All | Filter::None => (part.sql, part.column),
                    };
                    row.columns.push(sql);
                    row.cost.add(part.cost);
                    SlotKind::Column(column)
                }
            };
            row.shape.slots.push(slot(key, field, kind));
        }
        Ok(row)
    }

    fn field(
        &mut self,
        owner: Owner,
        model: &model::Field,
        field: &Field,
        sets: &[&'d SelectionSet],
        alias: &str,
        depth: u32,
    ) -> Result<Part, Stop> {
        match model.kind {
            FieldKind::Value { sql, ty } => {
                let sql = self.print(sql, Scope::row(alias));
                Ok(Part { sql, column: Column::Value(ty), cost: Cost::default() })
            }
            FieldKind::Object { sql, object, list } => {
                let json = self.print(sql, Scope::row(alias));
                if list {
                    self.json_list(object, &json, sets, depth)
                } else {
                    self.json(object, &json, sets, depth)
                }
            }
            FieldKind::ToOne { target, join, living } => {
                let other = self.alias();
                let row = self.object(target, &other, sets, depth + 1)?;
                let conditions = self.related(owner, target, join, &other, alias, living);
                let sql =
                    format!("(select {} from {} {other}{})", row.sql(), target.table, wheres(&conditions));
                Ok(Part { sql, column: Column::Object(row.shape), cost: row.cost })
            }
            FieldKind::ToMany { target, join, order, page } => {
                let other = self.alias();
                let row = self.object(target, &other, sets, depth + 1)?;
                let conditions = self.related(owner, target, join, &other, alias, true);
                let order = self.order(order, None, Scope::row(&other));
                Ok(self.list(target, &other, row, &conditions, &order, field, page))
            }
        }
    }

    fn related(
        &mut self,
        owner: Owner,
        target: &Type,
        join: Sql,
        other: &str,
        alias: &str,
        living: bool,
    ) -> Vec<String> {
        let join = self.print(join, Scope { row: other, parent: alias });
        let filter = match owner {
            Owner::Row(ty) => self.filter_under(target.read, other, ReadParent { ty, alias, join: &join }),
            Owner::Json(_) => self.filter(target.read, other),
        };
        let mut conditions = vec![format!("({join})")];
        if living {
            conditions.extend(target.living.map(|it| format!("({})", self.print(it, Scope::row(other)))));
        }
        conditions.extend(filter.condition());
        conditions
    }

    #[allow(clippy::too_many_arguments, reason = "the parts of one select")]
    fn list(
        &mut self,
        target: &Type,
        alias: &str,
        row: Row,
        conditions: &[String],
        order: &str,
        field: &Field,
        page: Page,
    ) -> Part {
        let (limit, count) = match self.given(field, "limit") {
            Some(value) => {
                let field = self.field.clone();
                let at = self.bind(Parameter::Limit { field, max: page.max, default: page.default, value });
                (format!("${}::bigint", at + 1), Count::Parameter(at))
            }
            None => (page.default.to_string(), Count::Fixed(page.default)),
        };
        let offset = self.given(field, "offset").map(|value| {
            let field = self.field.clone();
            format!(" offset ${}::bigint", self.bind(Parameter::Offset { field, value }) + 1)
        });
        let sql = format!(
            "array(select {} from {} {alias}{}{order} limit {limit}{})",
            row.sql(),
            target.table,
            wheres(conditions),
            offset.unwrap_or_default(),
        );
        let cost = Cost { rows: 0, lists: vec![(count, row.cost.one())] };
        Part { sql, column: Column::List(row.shape), cost }
    }

    fn json(
        &mut self,
        object: &'static Object,
        json: &str,
        sets: &[&'d SelectionSet],
        depth: u32,
    ) -> Result<Part, Stop> {
        let row = self.fields(Owner::Json(object), &format!("({json})"), sets, depth + 1)?;
        let sql = format!("case when ({json}) is not null then {} end", row.sql());
        Ok(Part { sql, column: Column::Object(row.shape), cost: row.cost })
    }

    fn json_list(
        &mut self,
        object: &'static Object,
        json: &str,
        sets: &[&'d SelectionSet],
        depth: u32,
    ) -> Result<Part, Stop> {
        let other = self.alias();
        let row = self.fields(Owner::Json(object), &format!("{other}.value"), sets, depth + 1)?;
        let sql = format!(
            "case when ({json}) is not null then array(select {} from jsonb_array_elements({json}) with ordinality \
             as {other}(value, place) order by {other}.place) end",
            row.sql()
        );
        Ok(Part { sql, column: Column::List(row.shape), cost: row.cost })
    }

    fn order(&mut self, keys: &[OrderKey], rank: Option<&str>, scope: Scope<'_>) -> String {
        let keys: Vec<_> = keys
            .iter()
            .filter_map(|key| {
                let by = match key.by {
                    OrderBy::Sql(sql) => self.print(sql, scope),
                    OrderBy::Rank => rank?.to_owned(),
                };
                Some(if key.descending { by + " desc" } else { by })
            })
            .collect();
        if keys.is_empty() { String::new() } else { format!(" order by {}", keys.join(", ")) }
    }

    /// The value of an argument; none when it is absent or null.
    pub(super) fn given(&self, field: &Field, name: &str) -> Option<Node<Value>> {
        let value = field.specified_argument_by_name(name)?;
        match value.as_ref() {
            Value::Null => None,
            Value::Variable(variable) => match (self.state)(variable)? {
                VariableState::Absent | VariableState::Null => None,
                VariableState::Given | VariableState::True | VariableState::False => Some(value.clone()),
            },
            Value::Enum(_)
            | Value::String(_)
            | Value::Float(_)
            | Value::Int(_)
            | Value::Boolean(_)
            | Value::List(_)
            | Value::Object(_) => Some(value.clone()),
        }
    }

    /// The next name of a table in the statement.
    pub(super) fn alias(&mut self) -> String {
        let alias = format!("t{}", self.aliases);
        self.aliases += 1;
        alias
    }
}

impl Cost {
    /// This, and the row itself.
    pub(super) fn one(mut self) -> Self {
        self.rows = self.rows.saturating_add(1);
        self
    }

    fn add(&mut self, other: Self) {
        self.rows = self.rows.saturating_add(other.rows);
        self.lists.extend(other.lists);
    }
}

pub(super) fn slot(key: &str, field: &Field, kind: SlotKind) -> Slot {
    let nullable = !field.definition.ty.is_non_null();
    Slot { key: key.to_owned(), nullable, missing: Code::Internal, kind }
}

/// A column for which a condition must hold first: a record of it, or null.
fn guarded(condition: &str, sql: String, column: Column, code: Code) -> (String, Column) {
    (format!("case when {condition} then row({sql}) end"), Column::Guarded(Box::new(column), code))
}

/// All conditions, each once: a query and a read rule often say the same.
pub(super) fn wheres(conditions: &[String]) -> String {
    let mut all: Vec<&str> = Vec::new();
    for condition in conditions {
        if !all.contains(&condition.as_str()) {
            all.push(condition);
        }
    }
    if all.is_empty() { String::new() } else { format!(" where {}", all.join(" and ")) }
}

pub(super) fn selections<'d>(fields: &[&'d Field]) -> Vec<&'d SelectionSet> {
    fields.iter().map(|it| &it.selection_set).collect()
}

/// GraphQL names need no escape.
pub(super) fn quoted(name: impl AsRef<str>) -> String {
    format!("\"{}\"", name.as_ref())
}
