//! Operations to try: plausible ones, and such as break each law, chosen by chance over the rows that are there.
//!
//! The choices come from the model alone: rows that the one who acts sees, events that leave the present state, lines that belong to
//! what was chosen before them; and now and then what is foreign, missing, too much, or of a wrong kind.

use std::collections::{BTreeMap, BTreeSet};

use fraise_ir::{
    AccessItem, EntityId, Expr, FieldId, FieldKind, FieldOrigin, Input, Ir, MutationId, ScalarId, Type,
    field::Default as FieldDefault, machine::Transition, mutation::StepNameKind, raw::Verb,
};

use crate::{
    Actor, Approach, Frame, Operation, Oracle, Row, State, Unknown, Value, Way, World,
    chance::Chance,
    column::{scalar_holds, value_type},
    moment::Interval,
    value::LATER,
};

/// Lengths and quantities that are on an edge.
const NUMBERS: &[&str] =
    &["0", "1", "2", "3", "5", "10", "-1", "-3", "100", "1000", "2147483647", "2147483648"];
const DECIMALS: &[&str] =
    &["0", "0.01", "1.50", "10.00", "19.99", "-1", "1000", "0.005", "9999999999.99", "99999999999"];
const DAYS: &[&str] = &["2020-01-01", "2024-02-29", "2030-12-31"];
const MOMENTS: &[&str] = &["2020-01-01 00:00:00+00", "2030-12-31 23:59:59+00"];
const INTERVALS: &[&str] = &["1 day", "02:00:00"];
const LETTERS: &str = "ABCDEF";
const NOWHERE: &str = "00000000-0000-0000-9999-000000000000";

/// So often something is made before the last of it is taken, whatever comes of it.
const PATIENCE: usize = 30;

impl State {
    /// An operation and who carries it out, one of `actors`.
    pub fn propose(&self, ir: &Ir, chance: &mut Chance, actors: &[Actor]) -> Option<(Operation, Actor)> {
        Proposer { ir, state: self, chance, actors }.any()
    }
}

struct Proposer<'p> {
    ir: &'p Ir,
    state: &'p State,
    chance: &'p mut Chance,
    actors: &'p [Actor],
}

impl Proposer<'_> {
    /// Mostly what the model says will be done, after some tries; else whatever comes.
    fn any(&mut self) -> Option<(Operation, Actor)> {
        for _ in 0..50 {
            let Some(wish) = self.wish() else { continue };
            let is_asked_for = match wish {
                Wish::Call(_) | Wish::Fire(..) => 75,
                Wish::Raw(_) => 50,
                Wish::Fill(_) => 90,
                Wish::Insert(_) => 40,
                // The world wears out by what is changed and deleted at random.
                Wish::Update(_) | Wish::Delete(_) | Wish::Age | Wish::FireDue => 15,
            };
            let tries = if self.chance.percent(is_asked_for) { PATIENCE } else { 1 };
            let mut last = None;
            for _ in 0..tries {
                let Some((operation, actor)) = self.make(&wish) else { continue };
                let does_something = tries > 1
                    && self.state.apply(self.ir, &operation, &actor).is_ok_and(|outcome| {
                        outcome.state.rows != self.state.rows || outcome.state.records != self.state.records
                    });
                last = Some((operation, actor));
                if does_something {
                    break;
                }
            }
            if last.is_some() {
                return last;
            }
        }
        None
    }

    /// Mutations of many steps come more often, and events that some row can take.
    fn wish(&mut self) -> Option<Wish> {
        let poor = self.poor();
        let has_begun = self.state.rows.iter().map(|(_, rows)| rows.len()).sum::<usize>() > 20;
        let often = match (poor.is_empty(), has_begun) {
            (true, _) => 0,
            (false, true) => 6,
            (false, false) => 40,
        };
        if self.chance.percent(often) {
            return self.chance.one(&poor).map(|it| Wish::Fill(*it));
        }
        Some(match self.chance.below(100) {
            0..50 => {
                let finished =
                    self.ir.mutations.iter().enumerate().filter(|(_, it)| it.unfinished(self.ir).is_none());
                let weighted: Vec<usize> = finished
                    .flat_map(|(index, it)| std::iter::repeat_n(index, it.steps.len().clamp(1, 4)))
                    .collect();
                Wish::Call(*self.chance.one(&weighted)?)
            }
            50..60 => {
                let count = fraise_ir::raw::operations(self.ir).len();
                Wish::Raw((count > 0).then(|| self.chance.below(count))?)
            }
            60..75 => {
                let mut events = Vec::new();
                for entity in &self.ir.entities {
                    for (index, event) in entity.machine.iter().flat_map(|it| &it.events).enumerate() {
                        let can = self.state.rows.of(entity.id).iter().any(|row| leaves(self.ir, event, row));
                        if can || self.chance.percent(10) {
                            events.push((entity.id, index));
                        }
                    }
                }
                let (entity, index) = *self.chance.one(&events)?;
                Wish::Fire(entity, index)
            }
            75..82 => Wish::Insert(self.entity()?),
            82..93 => Wish::Update(self.entity()?),
            93..98 => Wish::Delete(self.entity()?),
            98 => Wish::Age,
            _ => Wish::FireDue,
        })
    }

    /// Types of which there is hardly a row, though there are rows of all that they need.
    fn poor(&self) -> Vec<EntityId> {
        let needs = |entity: EntityId| {
            let fields = self.ir.entity(entity).field_ids();
            fields.filter(|it| !self.ir.field(*it).nullable).filter_map(|it| self.ir.field(it).reference)
        };
        let can = |entity: EntityId| needs(entity).all(|it| !self.state.rows.of(it.target).is_empty());
        let all = self.ir.entities.iter().map(|it| it.id);
        all.filter(|it| self.state.rows.of(*it).len() < 2 && can(*it)).collect()
    }

    fn make(&mut self, wish: &Wish) -> Option<(Operation, Actor)> {
        match wish {
            Wish::Call(index) => self.call(*index),
            Wish::Raw(index) => self.raw(*index),
            Wish::Fire(entity, index) => self.fire(*entity, *index),
            Wish::Fill(entity) => {
                let owner = self.actor(&[Approach::Owner])?;
                self.insert(*entity, owner)
            }
            Wish::Insert(entity) => {
                let writer = self.writer()?;
                self.insert(*entity, writer)
            }
            Wish::Update(entity) => self.update(*entity),
            Wish::Delete(entity) => self.delete(*entity),
            Wish::Age => self.age(),
            Wish::FireDue => self.fire_due(),
        }
    }

    fn actor(&mut self, approach: &[Approach]) -> Option<Actor> {
        let fitting: Vec<&Actor> = self.actors.iter().filter(|it| approach.contains(&it.approach)).collect();
        self.chance.one(&fitting).map(|it| (*it).clone())
    }

    /// Somebody who holds a role of one of these items, most of the time.
    fn actor_of(&mut self, items: &[AccessItem]) -> Option<Actor> {
        let functions = [Approach::Service, Approach::Psql];
        if self.chance.percent(15) {
            return self.actor(&functions);
        }
        let holds = |actor: &&Actor| {
            let role = |item: &AccessItem| match item {
                AccessItem::Role { role, .. } => actor.asker.holds(self.ir, *role),
                AccessItem::Via { .. } => true,
            };
            functions.contains(&actor.approach) && items.iter().any(role)
        };
        let fitting: Vec<&Actor> = self.actors.iter().filter(holds).collect();
        let service: Vec<&Actor> =
            fitting.iter().copied().filter(|it| it.approach == Approach::Service).collect();
        let among = if service.is_empty() || self.chance.percent(10) { &fitting } else { &service };
        self.chance.one(among).map(|it| (*it).clone())
    }

    fn call(&mut self, index: usize) -> Option<(Operation, Actor)> {
        let mutation = self.ir.mutations.get(index)?;
        let actor = self.actor_of(&mutation.access.items)?;
        let mut chosen = Chosen { actor: actor.clone(), rows: Vec::new() };
        let mut inputs = BTreeMap::new();
        for input in &mutation.inputs {
            let is_left_out = if input.required() { 1 } else { 40 };
            if self.chance.percent(is_left_out) {
                continue;
            }
            let value = self.input(input, &mut chosen);
            inputs.insert(input.sql.clone(), value);
        }
        let idempotency_key = (mutation.idempotent.is_some() && self.chance.percent(25))
            .then(|| format!("key {}", self.chance.below(4)));
        let mut hooks = BTreeMap::new();
        for before in &mutation.before {
            let name = mutation.name_of(before.name)?;
            let StepNameKind::Hook(hook) = name.kind else { continue };
            if self.chance.percent(3) {
                continue;
            }
            let mut output = BTreeMap::new();
            for declared in self.ir.hooks.get(hook.0).into_iter().flat_map(|it| &it.output) {
                let value = match declared.ty {
                    Type::Decimal(_) if self.chance.percent(60) => Value::int(0),
                    _ => self.input(declared, &mut chosen),
                };
                output.insert(declared.sql.clone(), value);
            }
            hooks.insert(name.name.clone(), output);
        }
        Some((Operation::Call { mutation: MutationId(index), inputs, idempotency_key, hooks }, actor))
    }

    fn raw(&mut self, index: usize) -> Option<(Operation, Actor)> {
        let operations = fraise_ir::raw::operations(self.ir);
        let operation = operations.get(index)?;
        let entity = operation.entity;
        let actor = self.actor_of(operation.access)?;
        let mut chosen = Chosen { actor: actor.clone(), rows: Vec::new() };
        let key = match operation.verb {
            Verb::Create => Vec::new(),
            Verb::Update | Verb::Delete => match self.chance.one(self.state.rows.of(entity)) {
                Some(row) if self.chance.percent(95) => key_of(self.ir, row),
                Some(_) | None => self.missing_key(entity),
            },
        };
        let mut input = BTreeMap::new();
        for given in &operation.fields {
            if !self.chance.percent(if given.required { 97 } else { 30 }) {
                continue;
            }
            let value = match (self.chance.percent(3), &given.input.ty) {
                (true, _) => Value::Null,
                (false, Type::Interval) => Value::Text("P1DT2H".to_owned()),
                (false, ty) => {
                    self.value(ty, given.input.scalar, Some(given.field), None, &mut chosen).in_json()
                }
            };
            input.insert(given.input.sql.clone(), value);
        }
        if self.chance.percent(2) && operation.verb != Verb::Delete {
            input.insert("surprise".to_owned(), Value::Bool(true));
        }
        Some((Operation::Raw { entity, verb: operation.verb, key, input }, actor))
    }

    fn fire(&mut self, entity: EntityId, index: usize) -> Option<(Operation, Actor)> {
        let event = self.ir.entity(entity).machine.as_ref()?.events.get(index)?;
        let rows: Vec<&Row> = self.state.rows.of(entity).iter().collect();
        let legal: Vec<&Row> = rows.iter().copied().filter(|it| leaves(self.ir, event, it)).collect();
        let among = if self.chance.percent(80) && !legal.is_empty() { &legal } else { &rows };
        let row = (*self.chance.one(among)?).clone();
        let actor = self.actor_of(&event.by)?;
        let mut chosen = Chosen { actor: actor.clone(), rows: vec![row.clone()] };
        let mut input = BTreeMap::new();
        for declared in &event.inputs {
            if self.chance.percent(if declared.required() { 5 } else { 40 }) {
                continue;
            }
            let value = self.input(declared, &mut chosen);
            // A text of JSON is cut by its column's type, which is no question of ours.
            input.insert(declared.sql.clone(), value.in_json());
        }
        let key = if self.chance.percent(5) { self.missing_key(entity) } else { key_of(self.ir, &row) };
        let event = if self.chance.percent(2) { "vanish".to_owned() } else { event.name.clone() };
        let note = self.chance.percent(30).then(|| "because".to_owned());
        Some((Operation::Fire { entity, key, event, input, note }, actor))
    }

    fn missing_key(&self, entity: EntityId) -> Vec<Value> {
        let fields = self.ir.entity(entity).key_fields();
        fields
            .iter()
            .map(|it| match value_type(self.ir, &self.ir.field(*it).ty) {
                Type::Int | Type::BigInt => Value::int(987_654_321),
                Type::Uuid => Value::Text(NOWHERE.to_owned()),
                ty => Value::read(&ty, Some("2000-01-01")).unwrap_or(Value::Text("nowhere".to_owned())),
            })
            .collect()
    }

    fn entity(&mut self) -> Option<EntityId> {
        let all: Vec<EntityId> = self.ir.entities.iter().map(|it| it.id).collect();
        self.chance.one(&all).copied()
    }

    fn writer(&mut self) -> Option<Actor> {
        let approach: &[Approach] =
            if self.chance.percent(60) { &[Approach::Owner] } else { &[Approach::Psql, Approach::Service] };
        self.actor(approach)
    }

    fn insert(&mut self, entity: EntityId, actor: Actor) -> Option<(Operation, Actor)> {
        let is_owner = actor.approach == Approach::Owner;
        let model = self.chance.one(self.state.rows.of(entity)).cloned();
        let mut chosen = Chosen { actor: actor.clone(), rows: Vec::new() };
        let mut values = Vec::new();
        for id in self.ir.entity(entity).field_ids() {
            let field = self.ir.field(id);
            if !is_written(self.ir, id) || field.origin == FieldOrigin::Id {
                continue;
            }
            let is_served = field.server_only || field.origin != FieldOrigin::Declared;
            let is_needed = !field.nullable && matches!(field.kind, FieldKind::Plain { default: None });
            let given = match (is_served, is_needed) {
                (true, _) => {
                    if is_owner {
                        5
                    } else {
                        1
                    }
                }
                (false, true) => 98,
                (false, false) => 35,
            };
            if !self.chance.percent(given) {
                continue;
            }
            let copied = model.as_ref().and_then(|it| it.get(id)).filter(|_| self.chance.percent(40));
            let value = match copied {
                Some(value) => value.clone(),
                None => self.value(&field.ty, field.scalar, Some(id), None, &mut chosen),
            };
            values.push((id, value));
        }
        // PostgreSQL asks people for the right to some column then, and the language says nothing of it.
        (is_owner || !values.is_empty()).then_some((Operation::Insert { entity, values }, actor))
    }

    fn update(&mut self, entity: EntityId) -> Option<(Operation, Actor)> {
        let actor = self.writer()?;
        let row = self.chance.one(self.state.rows.of(entity))?.clone();
        let fields: Vec<FieldId> =
            self.ir.entity(entity).field_ids().filter(|it| is_written(self.ir, *it)).collect();
        let machine = self.ir.entity(entity).machine.as_ref().map(|it| it.field);
        let mut chosen = Chosen { actor: actor.clone(), rows: Vec::new() };
        let mut values: Vec<(FieldId, Value)> = Vec::new();
        for _ in 0..1 + self.chance.below(2) {
            let field = match machine {
                Some(machine) if self.chance.percent(40) => machine,
                Some(_) | None => *self.chance.one(&fields)?,
            };
            let declared = self.ir.field(field);
            if values.iter().any(|(it, _)| *it == field) {
                continue;
            }
            let value = if self.chance.percent(10) {
                Value::Null
            } else {
                self.value(&declared.ty, declared.scalar, Some(field), None, &mut chosen)
            };
            values.push((field, value));
        }
        let key = if self.chance.percent(3) { self.missing_key(entity) } else { key_of(self.ir, &row) };
        Some((Operation::Update { entity, key, values }, actor))
    }

    fn delete(&mut self, entity: EntityId) -> Option<(Operation, Actor)> {
        let actor = self.writer()?;
        let row = self.chance.one(self.state.rows.of(entity))?.clone();
        Some((Operation::Delete { entity, key: key_of(self.ir, &row) }, actor))
    }

    fn age(&mut self) -> Option<(Operation, Actor)> {
        let timed: Vec<EntityId> = self
            .ir
            .entities
            .iter()
            .filter(|it| it.machine.as_ref().is_some_and(|it| it.since.is_some()))
            .map(|it| it.id)
            .collect();
        let entity = *self.chance.one(&timed)?;
        let row = self.chance.one(self.state.rows.of(entity))?.clone();
        let actor = self.actor(&[Approach::Owner])?;
        let by = Interval { days: 1, micros: 3_600_000_000, ..Interval::default() };
        Some((Operation::Age { entity, key: key_of(self.ir, &row), by }, actor))
    }

    fn fire_due(&mut self) -> Option<(Operation, Actor)> {
        let is_timed =
            self.ir.entities.iter().any(|it| it.machine.as_ref().is_some_and(|it| it.since.is_some()));
        let actor = self.actor(&[Approach::Service])?;
        is_timed.then_some((Operation::FireDue { limit: 1000 }, actor))
    }

    fn input(&mut self, input: &Input, chosen: &mut Chosen) -> Value {
        match (&input.ty, input.bounds) {
            (Type::Array(element), bounds) => {
                let length = match (self.chance.below(20), bounds) {
                    (0, Some(_)) => 0,
                    _ => 1 + self.chance.below(3),
                };
                Value::List((0..length).map(|_| self.element(element, input, chosen)).collect())
            }
            (Type::Ref(entity), _) => self.reference(*entity, input.rule.as_ref(), chosen),
            (ty, _) => self.value(ty, input.scalar, None, Some(&input.name), chosen),
        }
    }

    fn element(&mut self, ty: &Type, input: &Input, chosen: &mut Chosen) -> Value {
        match ty {
            Type::Object(id) => {
                let mut pairs = BTreeMap::new();
                // Each line is about rows of its own.
                let mut line = Chosen { actor: chosen.actor.clone(), rows: chosen.rows.clone() };
                for field in &self.ir.object(*id).fields {
                    if self.chance.percent(if field.required() { 2 } else { 40 }) {
                        continue;
                    }
                    let value = self.input(field, &mut line);
                    pairs.insert(field.sql.clone(), value.in_json());
                }
                if self.chance.percent(1) {
                    pairs.insert("surprise".to_owned(), Value::Bool(true));
                }
                Value::Object(pairs)
            }
            Type::Ref(entity) => self.reference(*entity, input.rule.as_ref(), chosen),
            ty => self.value(ty, input.scalar, None, None, chosen),
        }
    }

    /// A row: mostly one that they see, that is as it has to be, and that belongs to what was chosen before.
    fn reference(&mut self, entity: EntityId, rule: Option<&Expr>, chosen: &mut Chosen) -> Value {
        let rows = self.state.rows.of(entity);
        if rows.is_empty() || self.chance.percent(4) {
            return self.missing_key(entity).into_iter().next().unwrap_or(Value::Null);
        }
        let mut among: Vec<&Row> = rows.iter().collect();
        let world = World {
            ir: self.ir,
            rows: &self.state.rows,
            asker: &chosen.actor.asker,
            now: Unknown::Now(LATER, self.state.now),
        };
        let mut keep = |percent: usize, fits: &dyn Fn(&Row) -> bool| {
            let fitting: Vec<&Row> = among.iter().copied().filter(|it| fits(it)).collect();
            if !fitting.is_empty() && self.chance.percent(percent) {
                among = fitting;
            }
        };
        let oracle = Oracle { world, way: Way::Service };
        keep(85, &|row| oracle.sees(row).unwrap_or(false));
        keep(90, &|row| row.is_living(self.ir.entity(entity)));
        if let Some(rule) = rule {
            keep(90, &|row| world.holds(rule, Frame::of(row)).unwrap_or(false));
        }
        let before = chosen.rows.clone();
        keep(85, &|row| before.iter().any(|it| belongs(self.ir, row, it)));
        let among = self.of_one_state(entity, among);
        let row = match self.chance.one(&among) {
            Some(row) => (*row).clone(),
            None => return Value::Null,
        };
        let key = row.key(self.ir);
        chosen.rows.push(row);
        key
    }

    /// Rows of one of the states that there are, so that rare states are as likely as common ones.
    fn of_one_state<'r>(&mut self, entity: EntityId, among: Vec<&'r Row>) -> Vec<&'r Row> {
        let Some(machine) = &self.ir.entity(entity).machine else { return among };
        let state = |row: &Row| row.get(machine.field).and_then(Value::text).unwrap_or_default();
        let states: BTreeSet<String> = among.iter().map(|it| state(it)).collect();
        let states: Vec<String> = states.into_iter().collect();
        match self.chance.one(&states) {
            Some(wanted) => among.into_iter().filter(|it| state(it) == *wanted).collect(),
            None => among,
        }
    }

    fn value(
        &mut self,
        ty: &Type,
        scalar: Option<ScalarId>,
        field: Option<FieldId>,
        name: Option<&str>,
        chosen: &mut Chosen,
    ) -> Value {
        if let Some(known) = self.known_value(ty, field, name) {
            return known;
        }
        let mut value = self.made(ty, chosen);
        // Mostly such as pass their checks.
        for _ in 0..30 {
            if self.passes(scalar, field, &value) || self.chance.percent(3) {
                break;
            }
            value = self.made(ty, chosen);
        }
        value
    }

    fn passes(&self, scalar: Option<ScalarId>, field: Option<FieldId>, value: &Value) -> bool {
        let nobody = crate::Asker::nobody();
        let world = World { ir: self.ir, rows: &self.state.rows, asker: &nobody, now: Unknown::Any };
        let check = field.and_then(|it| self.ir.field(it).check.as_ref());
        let fails = check.zip(field).map(|(check, field)| {
            world.fails(check, Frame::of(&Row::new(field.entity, [(field, value.clone())])))
        });
        scalar_holds(self.ir, scalar, value).unwrap_or(true) && !matches!(fails, Some(Ok(true)))
    }

    /// A value that some row has in this field, or in one of this name and type: the code of a discount.
    fn known_value(&mut self, ty: &Type, field: Option<FieldId>, name: Option<&str>) -> Option<Value> {
        if !self.chance.percent(if ty.is_text() { 60 } else { 20 }) {
            return None;
        }
        let fields: Vec<FieldId> = match (field, name) {
            (Some(field), _) => vec![field],
            (None, Some(name)) => {
                let all = self.ir.entities.iter().flat_map(|it| it.field_ids());
                let fits = |it: &FieldId| {
                    let field = self.ir.field(*it);
                    let is_named = name == field.name || name.ends_with(&format!("_{}", field.name));
                    is_named && field.is_stored() && same_kind(&field.ty, ty)
                };
                all.filter(fits).collect()
            }
            (None, None) => return None,
        };
        let mut values = Vec::new();
        for field in fields {
            values.extend(self.state.rows.of(field.entity).iter().filter_map(|it| it.get(field)));
        }
        values.retain(|it| **it != Value::Null && !it.is_unknown());
        self.chance.one(&values).map(|it| (*it).clone())
    }

    fn made(&mut self, ty: &Type, chosen: &mut Chosen) -> Value {
        let mut read = |of: &[&str]| {
            let text = self.chance.one(of).copied().unwrap_or_default();
            Value::read(ty, Some(text)).unwrap_or(Value::Null)
        };
        match ty {
            Type::Bool => read(&["true", "false"]),
            Type::Int | Type::BigInt => match self.chance.percent(70) {
                true => Value::int(i64::try_from(1 + self.chance.below(4)).unwrap_or(1)),
                false => {
                    let value = Value::read(ty, self.chance.one(NUMBERS).copied());
                    value.unwrap_or(Value::Null)
                }
            },
            Type::Decimal(_) => read(DECIMALS),
            Type::Date => read(DAYS),
            Type::Time => read(&["00:00:00", "12:30:00"]),
            Type::Timestamptz => read(MOMENTS),
            Type::Interval => read(INTERVALS),
            Type::Text(length) => self.text(*length),
            Type::Varchar(length) => self.text(Some(*length)),
            Type::Uuid => Value::Text(NOWHERE.to_owned()),
            Type::Enum(id) => {
                let members = &self.ir.enumeration(*id).members;
                match self.chance.percent(3) {
                    true => Value::Text("nonsense".to_owned()),
                    false => {
                        Value::Text(self.chance.one(members).map(|it| it.name.clone()).unwrap_or_default())
                    }
                }
            }
            Type::Ref(entity) => self.reference(*entity, None, chosen),
            Type::Array(element) => {
                let length = self.chance.below(3);
                Value::List((0..length).map(|_| self.made(element, chosen)).collect())
            }
            Type::Object(id) => {
                let mut pairs = BTreeMap::new();
                for field in &self.ir.object(*id).fields {
                    if field.required() || self.chance.percent(50) {
                        let value = match field.ty {
                            Type::Interval => Value::Text("P1DT2H".to_owned()),
                            Type::Bytes => Value::Text("AP8=".to_owned()),
                            _ => self.made(&field.ty, chosen).in_json(),
                        };
                        pairs.insert(field.sql.clone(), value);
                    }
                }
                Value::Object(pairs)
            }
            Type::Json => Value::Object(BTreeMap::new()),
            Type::Bytes => Value::Text("\\x00ff".to_owned()),
            Type::Null => Value::Null,
        }
    }

    fn text(&mut self, length: Option<u32>) -> Value {
        let length = length.and_then(|it| usize::try_from(it).ok()).filter(|it| *it < 400);
        Value::Text(match (self.chance.below(20), length) {
            (0, Some(length)) => "x".repeat(length + 1),
            (1, Some(length)) => "x".repeat(length),
            (2, _) => String::new(),
            (3, _) => "Two words".to_owned(),
            (4..7, _) => LETTERS.chars().take(1 + self.chance.below(6)).collect(),
            (7..9, _) => LETTERS.to_ascii_lowercase().chars().take(1 + self.chance.below(6)).collect(),
            (9, _) => "12345".chars().take(1 + self.chance.below(5)).collect(),
            _ => format!("t{}", self.chance.below(1000)),
        })
    }
}

/// What kind of operation is made.
enum Wish {
    Call(usize),
    Raw(usize),
    Fire(EntityId, usize),
    Fill(EntityId),
    Insert(EntityId),
    Update(EntityId),
    Delete(EntityId),
    Age,
    FireDue,
}

/// What was chosen for one operation.
struct Chosen {
    actor: Actor,
    rows: Vec<Row>,
}

/// The event leaves the state that a row is in.
fn leaves(ir: &Ir, event: &Transition, row: &Row) -> bool {
    let Some(machine) = &ir.entity(row.entity).machine else { return false };
    let Type::Enum(states) = ir.field(machine.field).ty else { return false };
    let state = row.get(machine.field).and_then(Value::text).unwrap_or_default();
    let members = &ir.enumeration(states).members;
    event.from.iter().filter_map(|it| members.get(*it)).any(|it| it.name == state)
}

/// One of the rows refers to the other, or both to a third.
fn belongs(ir: &Ir, row: &Row, other: &Row) -> bool {
    let references = |it: &Row| -> Vec<(EntityId, Value)> {
        let fields = ir.entity(it.entity).field_ids();
        let all = fields.filter_map(|field| {
            let target = ir.field(field).reference?.target;
            Some((target, it.get(field)?.clone()))
        });
        all.filter(|(_, value)| *value != Value::Null).collect()
    };
    let is_key =
        |of: &Row, (target, value): &(EntityId, Value)| *target == of.entity && value.is(&of.key(ir));
    references(row).iter().any(|it| is_key(other, it)) || references(other).iter().any(|it| is_key(row, it))
}

fn same_kind(a: &Type, b: &Type) -> bool {
    a == b || (a.is_text() && b.is_text()) || (a.is_number() && b.is_number())
}

/// A column that a statement may write at all, and whose value is not kept by triggers.
fn is_written(ir: &Ir, field: FieldId) -> bool {
    match &ir.field(field).kind {
        FieldKind::Plain { default } => !matches!(default, Some(FieldDefault::Identity)),
        FieldKind::Virtual(_) | FieldKind::StoredRow(_) | FieldKind::StoredAggregate { .. } => false,
    }
}

fn key_of(ir: &Ir, row: &Row) -> Vec<Value> {
    let fields = ir.entity(row.entity).key_fields();
    fields.iter().map(|it| row.get(*it).cloned().unwrap_or(Value::Null)).collect()
}
