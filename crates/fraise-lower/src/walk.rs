//! Walks along to-one hops: to the row at the end, by joins in the subselect at hand or by a new one.

use fraise_ir::{
    Entity, EntityId, Expr, FieldId, FieldKind, RelationId, RuleId, authz,
    expr::{Hop, Root, RowPath},
    field::FieldOrigin,
    relation::RelationKind,
};
use fraise_sql::{Ident, QualifiedName};

use crate::{
    Row, Sql,
    level::{Level, Lowered},
    lowering::{Env, Lowering, Query, Table},
    names,
};

/// A row that has a name.
#[derive(Debug, Clone)]
pub(crate) enum Place {
    /// Named by the scope.
    Given { row: Row, entity: EntityId },
    /// A table of a subselect; `depth` is how many are open there.
    Alias { alias: Ident, entity: EntityId, depth: usize },
}

/// Where a walk stands: at a row that has a name, or at one of which only the key is known so far.
#[derive(Debug, Clone)]
pub(crate) enum Here {
    At(Place),
    Key { key: Key, target: EntityId },
}

/// How a key is known. A column is printed only where it is read, since inside a subselect it may need its table's name.
#[derive(Debug, Clone)]
pub(crate) enum Key {
    Given(Sql),
    Column(Place, FieldId),
}

/// What is asked of the row at the end of a walk.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Ask<'e> {
    /// Its key.
    Key,
    /// The value of a field.
    Field(FieldId),
    /// The value of a rule.
    Rule(RuleId),
    /// That a rule holds.
    RuleHolds(RuleId),
    /// What the function of a rule says of the columns of the row at hand.
    CallOwn(RuleId),
    /// What the function of a rule says of the key.
    CallByKey(RuleId),
    /// That a boolean field is true.
    FieldHolds(FieldId),
    /// That an expression holds which reads the row by the path that was walked.
    Holds(&'e Expr),
}

impl Place {
    pub(crate) fn entity(&self) -> EntityId {
        match self {
            Place::Given { entity, .. } | Place::Alias { entity, .. } => *entity,
        }
    }
}

impl From<Place> for Here {
    fn from(place: Place) -> Self {
        match place {
            Place::Given { row: Row::Key(key), entity } => Here::Key { key: Key::Given(key), target: entity },
            Place::Given { .. } | Place::Alias { .. } => Here::At(place),
        }
    }
}

impl Ask<'_> {
    fn is_condition(self) -> bool {
        match self {
            Ask::RuleHolds(_) | Ask::FieldHolds(_) | Ask::Holds(_) => true,
            Ask::Key | Ask::Field(_) | Ask::Rule(_) | Ask::CallOwn(_) | Ask::CallByKey(_) => false,
        }
    }
}

impl Lowering<'_> {
    /// Walks a path and asks something of the row at its end. Without a row there the answer is null, or not true.
    pub(crate) fn ask(&mut self, env: &Env, path: &RowPath, ask: Ask<'_>) -> Lowered {
        let (start, hops) = env.start(self.scope, path);
        let ask = self.by_function(&start, hops, ask);
        let needs_row = self.needs_row(ask);
        let (here, rest) = self.step_along(start, hops, needs_row);
        match here {
            Here::At(place) if rest.is_empty() => self.answer(&env_at(env, path, &place, ask), &place, ask),
            Here::Key { key, .. } if rest.is_empty() && !needs_row => {
                self.answer_by_key(self.printed(&key), ask)
            }
            here => self.ask_in_subselect(env, path, here, rest, ask),
        }
    }

    /// A rule that a function answers is asked of the row at hand, or of the key of another.
    fn by_function<'e>(&self, start: &Place, hops: &[Hop], ask: Ask<'e>) -> Ask<'e> {
        let (Ask::Rule(rule) | Ask::RuleHolds(rule)) = ask else { return ask };
        let is_own_row = hops.is_empty() && matches!(start, Place::Given { .. });
        match self.scope.rule_functions.get(&rule) {
            Some(functions) if is_own_row && functions.own.is_some() => Ask::CallOwn(rule),
            Some(functions) if !is_own_row && functions.by_key.is_some() => Ask::CallByKey(rule),
            Some(_) | None => ask,
        }
    }

    fn ask_in_subselect(
        &mut self,
        env: &Env,
        path: &RowPath,
        here: Here,
        rest: &[Hop],
        ask: Ask<'_>,
    ) -> Lowered {
        self.queries.push(Query::default());
        let end = self.walk(here, rest);
        let answer = if self.needs_row(ask) {
            let place = self.enter(end);
            self.answer(&env_at(env, path, &place, ask), &place, ask)
        } else {
            let key = self.key_here(&end);
            self.answer_by_key(key, ask)
        };
        let query = self.queries.pop().unwrap_or_default();
        if ask.is_condition() { query.exists(answer) } else { query.select(answer.sql) }
    }

    /// Follows references as long as no new subselect is needed.
    pub(crate) fn step_along<'h>(
        &mut self,
        start: Place,
        hops: &'h [Hop],
        needs_row: bool,
    ) -> (Here, &'h [Hop]) {
        let mut here = Here::from(start);
        let mut rest = hops;
        while let Some((Hop::Reference(field), after)) = rest.split_first() {
            let Some(place) = self.join(&here) else { return (here, rest) };
            here = self.follow(place, *field);
            rest = after;
        }
        if rest.is_empty()
            && needs_row
            && let Some(place) = self.join(&here)
        {
            here = Here::At(place);
        }
        (here, rest)
    }

    /// Follows all hops inside the innermost subselect.
    pub(crate) fn walk(&mut self, mut here: Here, hops: &[Hop]) -> Here {
        for hop in hops {
            here = match hop {
                Hop::Reference(field) => {
                    let place = self.enter(here);
                    self.follow(place, *field)
                }
                Hop::Inverse(relation) => self.walk_relation(here, *relation),
            };
        }
        here
    }

    /// The rows of a relation, joined to the innermost subselect. Only living rows of a soft-delete type are there.
    pub(crate) fn walk_relation(&mut self, mut here: Here, relation: RelationId) -> Here {
        for reference in inverse_steps(self.ir, relation) {
            here = self.walk_inverse(here, reference);
        }
        here
    }

    /// The living rows whose reference points here, joined to the innermost subselect.
    pub(crate) fn walk_inverse(&mut self, here: Here, reference: FieldId) -> Here {
        let key = self.key_here(&here);
        let alias = self.new_alias();
        let place =
            Place::Alias { alias: alias.clone(), entity: reference.entity, depth: self.queries.len() };
        let mut on = vec![self.column(&place, reference).with_kw(" = ").with(key)];
        on.extend(self.living(&place));
        self.add_table(reference.entity, alias, on);
        Here::At(place)
    }

    /// The row that a reference points to, by its key.
    fn follow(&self, place: Place, field: FieldId) -> Here {
        let target = authz::via_target(self.ir, field).unwrap_or(field.entity);
        Here::Key { key: Key::Column(place, field), target }
    }

    /// The row under a name, if it has one or can be joined to the innermost subselect without losing rows of it: along
    /// a reference that is never null, from a row of that subselect.
    fn join(&mut self, here: &Here) -> Option<Place> {
        let (key, target) = match here {
            Here::At(place) => return Some(place.clone()),
            Here::Key { key, target } => (key, *target),
        };
        let Key::Column(Place::Alias { depth, .. }, field) = key else { return None };
        if *depth != self.queries.len() || self.ir.field(*field).nullable {
            return None;
        }
        Some(self.join_target(key, target))
    }

    /// The row under a name, joined to the innermost subselect.
    pub(crate) fn enter(&mut self, here: Here) -> Place {
        match here {
            Here::At(place) => place,
            Here::Key { key, target } => self.join_target(&key, target),
        }
    }

    fn join_target(&mut self, key: &Key, target: EntityId) -> Place {
        let depth = self.queries.len();
        let origin = match key {
            Key::Column(Place::Alias { alias, .. }, field) => Some((alias.clone(), *field)),
            Key::Column(Place::Given { .. }, _) | Key::Given(_) => None,
        };
        if let Some((alias, field)) = &origin
            && let Some(query) = self.queries.last()
            && let Some((_, _, known)) =
                query.joined.iter().find(|(from, by, _)| from == alias && by == field)
        {
            return Place::Alias { alias: known.clone(), entity: target, depth };
        }
        let alias = self.new_alias();
        let place = Place::Alias { alias: alias.clone(), entity: target, depth };
        let on = self.key(&place).sql.with_kw(" = ").with(self.printed(key));
        self.add_table(target, alias.clone(), vec![on]);
        if let (Some((from, by)), Some(query)) = (origin, self.queries.last_mut()) {
            query.joined.push((from, by, alias));
        }
        place
    }

    fn printed(&self, key: &Key) -> Sql {
        match key {
            Key::Given(key) => key.clone(),
            Key::Column(place, field) => self.column(place, *field),
        }
    }

    /// A table in the innermost subselect.
    pub(crate) fn add_table(&mut self, entity: EntityId, alias: Ident, on: Vec<Sql>) {
        let name = names::table(self.ir, entity);
        if let Some(query) = self.queries.last_mut() {
            query.tables.push(Table { name, alias, on });
        }
    }

    /// `x1.deleted_at is null`, for a soft-delete type.
    pub(crate) fn living(&self, place: &Place) -> Option<Sql> {
        let entity = self.ir.entity(place.entity());
        let deleted = deleted_at(entity)?;
        Some(self.column(place, deleted).with_kw(" is null"))
    }

    pub(crate) fn key_here(&self, here: &Here) -> Sql {
        match here {
            Here::At(place) => self.key(place).sql,
            Here::Key { key, .. } => self.printed(key),
        }
    }

    /// The key of a row; of a composite one all of its columns.
    pub(crate) fn key(&self, place: &Place) -> Lowered {
        let fields = self.ir.entity(place.entity()).key_fields();
        let mut columns: Vec<Sql> = fields.into_iter().map(|field| self.column(place, field)).collect();
        match (columns.len(), columns.pop()) {
            (1, Some(only)) => Lowered::atom(only),
            (_, last) => {
                columns.extend(last);
                Lowered::atom(Sql::kw("(").with(Sql::join(", ", columns)).with_kw(")"))
            }
        }
    }

    /// A column of a row.
    pub(crate) fn column(&self, place: &Place, field: FieldId) -> Sql {
        let column = names::column(self.ir, field);
        match place {
            Place::Alias { alias, .. } => Sql::new().with_ident(alias).with_kw(".").with_ident(&column),
            Place::Given { row, .. } => match row {
                Row::Bare => Sql::new().with_ident(&column),
                Row::Arguments(function) => {
                    self.arguments.borrow_mut().insert(field);
                    let argument = names::argument(self.ir, field);
                    Sql::new().with_ident(function).with_kw(".").with_ident(&argument)
                }
                Row::Table(_) if self.queries.is_empty() => Sql::new().with_ident(&column),
                Row::Table(name) | Row::Named(name) | Row::Written(name) => {
                    Sql::new().with_ident(name).with_kw(".").with_ident(&column)
                }
                Row::Hole(root) => Sql::from(crate::Hole::Row(*root)).with_kw(".").with_ident(&column),
                Row::Key(key) => key.clone(),
            },
        }
    }

    /// The value of a field of a row that has a name.
    pub(crate) fn field(&mut self, env: &Env, place: &Place, field: FieldId) -> Lowered {
        let declared = self.ir.field(field);
        match &declared.kind {
            FieldKind::Virtual(expr) => {
                self.value_as(&env.with(Root::This, place.clone()), expr, &declared.ty)
            }
            FieldKind::StoredRow(expr) if self.is_inlined(place) => {
                self.value_as(&env.with(Root::This, place.clone()), expr, &declared.ty)
            }
            FieldKind::Plain { .. } | FieldKind::StoredRow(_) | FieldKind::StoredAggregate { .. } => {
                Lowered::atom(self.column(place, field))
            }
        }
    }

    fn is_inlined(&self, place: &Place) -> bool {
        match place {
            Place::Given { row: Row::Written(_), .. } => true,
            Place::Given { .. } => self.scope.inline_generated,
            Place::Alias { .. } => false,
        }
    }

    fn needs_row(&self, ask: Ask<'_>) -> bool {
        match ask {
            Ask::Key | Ask::CallByKey(_) => false,
            Ask::Field(field) | Ask::FieldHolds(field) => !self.is_whole_key(field),
            Ask::Rule(_) | Ask::RuleHolds(_) | Ask::CallOwn(_) | Ask::Holds(_) => true,
        }
    }

    fn is_whole_key(&self, field: FieldId) -> bool {
        self.ir.entity(field.entity).id_field() == Some(field)
    }

    fn answer(&mut self, env: &Env, place: &Place, ask: Ask<'_>) -> Lowered {
        match ask {
            Ask::Key => self.key(place),
            Ask::Field(field) => self.field(env, place, field),
            Ask::FieldHolds(field) => match &self.ir.field(field).kind {
                FieldKind::Virtual(expr) => self.holds(&env.with(Root::This, place.clone()), expr),
                FieldKind::Plain { .. } | FieldKind::StoredRow(_) | FieldKind::StoredAggregate { .. } => {
                    self.field(env, place, field)
                }
            },
            Ask::CallByKey(_) => {
                let key = self.key(place).sql;
                self.answer_by_key(key, ask)
            }
            Ask::CallOwn(rule) => {
                let own = self.scope.rule_functions.get(&rule).and_then(|functions| functions.own.as_ref());
                let columns =
                    own.iter().flat_map(|own| &own.columns).map(|column| self.column(place, *column));
                let arguments = Sql::join(", ", columns.collect::<Vec<_>>());
                own.map_or_else(|| Lowered::kw("null"), |own| call(&own.name, arguments))
            }
            Ask::Rule(rule) => self.value(&env.with(Root::This, place.clone()), &self.ir.rule(rule).expr),
            Ask::RuleHolds(rule) => {
                self.holds(&env.with(Root::This, place.clone()), &self.ir.rule(rule).expr)
            }
            Ask::Holds(expr) => self.holds(env, expr),
        }
    }

    /// What needs no more than the key: the key, or a function of it.
    fn answer_by_key(&self, key: Sql, ask: Ask<'_>) -> Lowered {
        let Ask::CallByKey(rule) = ask else { return Lowered::atom(key) };
        match self.scope.rule_functions.get(&rule).and_then(|functions| functions.by_key.as_ref()) {
            Some(name) => call(name, key),
            None => Lowered::atom(key),
        }
    }
}

/// `fraise.cart__mine(cart_id)`
fn call(name: &QualifiedName, arguments: Sql) -> Lowered {
    let name = Sql::from(fraise_sql::Fragment::new().name(name));
    Lowered::atom(name.with_kw("(").with(arguments).with_kw(")"))
}

/// What an answer about a row at the end of a path may name.
fn env_at(env: &Env, path: &RowPath, place: &Place, ask: Ask<'_>) -> Env {
    match ask {
        Ask::Holds(_) => env.with_path(path.root, &path.hops, place.clone()),
        Ask::Key
        | Ask::Field(_)
        | Ask::Rule(_)
        | Ask::RuleHolds(_)
        | Ask::CallOwn(_)
        | Ask::CallByKey(_)
        | Ask::FieldHolds(_) => env.clone(),
    }
}

/// The references that a relation follows backwards, one after the other.
pub(crate) fn inverse_steps(ir: &fraise_ir::Ir, relation: RelationId) -> Vec<FieldId> {
    match ir.relation(relation).kind {
        RelationKind::Inverse(reference) => vec![reference],
        RelationKind::Through(first, second) => {
            let mut steps = inverse_steps(ir, first);
            steps.extend(inverse_steps(ir, second));
            steps
        }
    }
}

/// `deleted_at` of a soft-delete type.
pub(crate) fn deleted_at(entity: &Entity) -> Option<FieldId> {
    let is_deleted_at = |id: &FieldId| {
        entity.fields.get(id.index).is_some_and(|field| field.origin == FieldOrigin::DeletedAt)
    };
    entity.soft_delete.then(|| entity.field_ids().find(is_deleted_at)).flatten()
}

impl Query {
    /// `(select what from ..)`
    pub(crate) fn select(self, what: Sql) -> Lowered {
        Lowered::atom(self.clauses(Select::Value(what), Vec::new()).parens())
    }

    /// `exists (select from .. where .. and condition)`
    pub(crate) fn exists(self, condition: Lowered) -> Lowered {
        let condition = condition.at_least(Level::And);
        let select = self.clauses(Select::Nothing, vec![condition]);
        Lowered::atom(Sql::kw("exists ").with(select.parens()))
    }

    /// `exists (select from ..)`
    pub(crate) fn exists_any(self) -> Lowered {
        let select = self.clauses(Select::Nothing, Vec::new());
        Lowered::atom(Sql::kw("exists ").with(select.parens()))
    }

    /// `(select what from .. where .. and condition)`
    pub(crate) fn select_where(self, what: Sql, condition: Option<Lowered>) -> Lowered {
        let conditions = condition.into_iter().map(|it| it.at_least(Level::And)).collect();
        Lowered::atom(self.clauses(Select::Value(what), conditions).parens())
    }

    fn clauses(self, select: Select, more: Vec<Sql>) -> Sql {
        let mut sql = match select {
            Select::Value(value) => Sql::kw("select ").with(value).with_line(),
            Select::Nothing => Sql::kw("select "),
        };
        let mut conditions = Vec::new();
        for (position, table) in self.tables.into_iter().enumerate() {
            let named =
                Sql::from(fraise_sql::Fragment::new().name(&table.name).kw(" as ").ident(&table.alias));
            if position == 0 {
                sql = sql.with_kw("from ").with(named);
                conditions.extend(table.on);
            } else {
                let on = Sql::join(" and ", table.on);
                sql = sql.with_line().with_kw("join ").with(named).with_kw(" on ").with(on);
            }
        }
        conditions.extend(more);
        for (position, condition) in conditions.into_iter().enumerate() {
            sql = match position {
                0 => sql.with_line().with_kw("where "),
                _ => sql.with_further_line().with_kw("and "),
            };
            sql = sql.with(condition);
        }
        sql
    }
}

/// What a subselect gives.
enum Select {
    /// That there is a row.
    Nothing,
    /// A value.
    Value(Sql),
}
