//! Paths: what a name stands for, and where the names after it lead.

use fraise_diagnostics::{Code, Diagnostic, Span};
use fraise_expr::Name;
use fraise_ir::{
    ClaimId, EntityId, Expr, FieldId, HookId, RelationId, RuleId, StepId, Type,
    expr::{ExprKind, Hop, Many, Root, RowPath},
    mutation::StepNameKind,
};

use super::{Aggregates, Line, Typer, typed};
use crate::message;

/// A row reached by a path.
#[derive(Clone)]
struct Reached {
    row: RowPath,
    entity: EntityId,
    nullable: bool,
}

/// What a name is in an entity.
enum Member {
    Field(FieldId),
    Relation(RelationId),
    Rule(RuleId),
}

impl Typer<'_> {
    /// A path of one name or more.
    pub(super) fn path(&mut self, names: &[Name], hint: Option<&Type>, span: Span) -> Option<Expr> {
        let (first, rest) = names.split_first()?;
        if let Some(found) = self.own_member(first) {
            return self.own_path(found, names, span);
        }
        match first.text.as_str() {
            "qty" if self.scope.qty => self.alone(rest, typed(ExprKind::Qty, Type::Int, false, span)),
            "value" if self.scope.value.is_some() => {
                let ty = self.scope.value.clone().unwrap_or(Type::Null);
                self.alone(rest, typed(ExprKind::Value, ty, false, span))
            }
            "viewer" => self.viewer(first, rest, span),
            "input" => self.input(first, rest, span),
            "old" => self.old(first, rest, span),
            "line" => self.line(first, rest, span),
            "step" if self.scope.steps.is_some() => match rest.split_first() {
                Some((name, rest)) => self.step(name, rest, span)?,
                None => self.root_alone(first),
            },
            "step" | "new" => self.root_not_here(first),
            _ => match self.step(first, rest, span) {
                Some(found) => found,
                None => self.table_or_unknown(first, rest, hint, span),
            },
        }
    }

    fn own_member(&self, name: &Name) -> Option<(Root, EntityId)> {
        let (root, entity) = self.scope.this?;
        self.member(entity, &name.text).map(|_| (root, entity))
    }

    fn own_path(&mut self, (root, entity): (Root, EntityId), names: &[Name], span: Span) -> Option<Expr> {
        self.is_in_an_aggregate(names)?;
        let start = Reached { row: RowPath::root(root, entity), entity, nullable: false };
        self.walk(start, names, span)
    }

    /// In the measures of a report, a field of the rows stands inside an aggregate.
    fn is_in_an_aggregate(&mut self, names: &[Name]) -> Option<()> {
        let of_rows = matches!(self.scope.aggregates, Aggregates::OverRows { .. });
        if !of_rows || self.aggregate.is_some() {
            return Some(());
        }
        let span = names.first().map_or_else(|| self.text.span(), |it| self.name_span(it));
        let found = Diagnostic::error(Code::F0905, span, "a measure is an aggregate over the rows")
            .label("this has a value for each row")
            .help("Put it into an aggregate, as in `sum(total)`.");
        self.report(found);
        None
    }

    fn member(&self, entity: EntityId, name: &str) -> Option<Member> {
        let declared = self.ir.entity(entity);
        if let Some(field) = declared.find_field(name) {
            return Some(Member::Field(field));
        }
        let relation = declared.relations.iter().position(|it| it.name == name);
        if let Some(index) = relation {
            return Some(Member::Relation(RelationId { entity, index }));
        }
        let rule = declared.rules.iter().position(|it| it.name == name);
        rule.map(|index| Member::Rule(RuleId { entity, index }))
    }

    /// Follows names from a row to a value.
    fn walk(&mut self, start: Reached, names: &[Name], span: Span) -> Option<Expr> {
        let mut at = start;
        for (index, name) in names.iter().enumerate() {
            let last = index + 1 == names.len();
            let Some(member) = self.member(at.entity, &name.text) else {
                return self.unknown_member(at.entity, name);
            };
            match member {
                Member::Field(field) if last => return Some(self.field_of(at, field, span)),
                Member::Field(field) => at = self.along_reference(at, field, name)?,
                Member::Relation(relation) => at = self.along_relation(at, relation, name)?,
                Member::Rule(rule) if last => {
                    let kind = ExprKind::Rule { row: at.row, rule };
                    return Some(typed(kind, Type::Bool, true, span));
                }
                Member::Rule(_) => return self.leads_nowhere(name, "a rule"),
            }
        }
        Some(typed(ExprKind::Row(at.row), Type::Ref(at.entity), at.nullable, span))
    }

    fn field_of(&self, at: Reached, field: FieldId, span: Span) -> Expr {
        let declared = self.ir.field(field);
        let nullable = at.nullable || declared.nullable;
        typed(ExprKind::Field { row: at.row, field }, declared.ty.clone(), nullable, span)
    }

    fn along_reference(&mut self, mut at: Reached, field: FieldId, name: &Name) -> Option<Reached> {
        let declared = self.ir.field(field);
        let Some(target) = declared.reference.map(|it| it.target) else {
            // A reference that is wrong has been told where it is declared.
            if matches!(declared.ty, Type::Ref(_)) {
                return None;
            }
            return self.leads_nowhere(name, "a plain value");
        };
        self.may_leave_the_row(name)?;
        at.row.hops.push(Hop::Reference(field));
        at.nullable |= declared.nullable;
        at.entity = target;
        Some(at)
    }

    fn along_relation(&mut self, mut at: Reached, relation: RelationId, name: &Name) -> Option<Reached> {
        self.may_leave_the_row(name)?;
        let declared = self.ir.relation(relation);
        let (target, to_one) = (declared.target, declared.to_one);
        if to_one {
            at.row.hops.push(Hop::Inverse(relation));
            return Some(Reached { entity: target, nullable: true, ..at });
        }
        self.gather(Many { from: at.row, relation }, name)?;
        Some(Reached { row: RowPath::root(Root::Many, target), entity: target, nullable: false })
    }

    /// The to-many of the aggregate around; all paths of one aggregate share one.
    fn gather(&mut self, many: Many, name: &Name) -> Option<()> {
        let span = self.name_span(name);
        let Some(gathering) = &mut self.aggregate else {
            let found = Diagnostic::error(Code::F0509, span, format!("`{}` is many rows", name.text))
                .label("only an aggregate makes one value of them")
                .help(format!("Write `count({0})`, `sum({0}.field)` and the like.", name.text));
            self.report(found);
            return None;
        };
        match &gathering.many {
            Some(first) if *first != many => {
                let found = Diagnostic::error(Code::F0508, span, "one aggregate goes over one relation")
                    .label("this is another relation than before");
                self.report(found);
                None
            }
            Some(_) => Some(()),
            None if many.from.root == Root::Many => {
                let found = Diagnostic::error(Code::F0508, span, "one aggregate goes over one relation")
                    .label("this is a relation of the rows of another")
                    .help("Declare a relation through both: `relations: all: first.second`.");
                self.report(found);
                None
            }
            None => {
                gathering.many = Some(many);
                Some(())
            }
        }
    }

    fn may_leave_the_row(&mut self, name: &Name) -> Option<()> {
        if self.scope.paths {
            return Some(());
        }
        let found = Diagnostic::error(
            Code::F0503,
            self.name_span(name),
            format!("{} reads the columns of its own row only", self.scope.place),
        )
        .label("this leads to another row")
        .help("What must hold between rows is said by `same`, `within`, a guard or `require`.");
        self.report(found);
        None
    }

    fn viewer(&mut self, root: &Name, rest: &[Name], span: Span) -> Option<Expr> {
        if !self.scope.viewer {
            return self.root_not_here(root);
        }
        if !self.names.has_viewer {
            let found = Diagnostic::error(
                Code::F0504,
                self.name_span(root),
                "the schema does not say who `viewer` is",
            )
            .label("no `viewer` is declared")
            .help("Write `viewer: {type: Customer, id: sub, roles: roles}` at the top of the schema.");
            self.report(found);
            return None;
        }
        let id_type = self.ir.viewer.id_type.clone();
        match rest {
            [] if self.ir.viewer.entity.is_some() => Some(typed(ExprKind::ViewerId, id_type, true, span)),
            [] => self.root_alone(root),
            [name] if name.text == "id" => Some(typed(ExprKind::ViewerId, id_type, true, span)),
            [name] => {
                let claims = &self.ir.viewer.claims;
                if let Some(index) = claims.iter().position(|it| it.name == name.text) {
                    let ty = claims.get(index).map_or(Type::Null, |it| it.ty.clone());
                    return Some(typed(ExprKind::ViewerClaim(ClaimId(index)), ty, true, span));
                }
                let candidates: Vec<&str> =
                    std::iter::once("id").chain(claims.iter().map(|it| it.name.as_str())).collect();
                let mut found =
                    message::unknown(Code::F0201, self.name_span(name), &name.text, "claim", &candidates);
                if matches!(name.text.as_str(), "role" | "roles") {
                    found = found.help("Roles are asked by `has_role('admin')`.");
                }
                self.report(found);
                None
            }
            [name, ..] => self.leads_nowhere(name, "a claim"),
        }
    }

    fn input(&mut self, root: &Name, rest: &[Name], span: Span) -> Option<Expr> {
        let Some(inputs) = self.scope.inputs else { return self.root_not_here(root) };
        let Some((name, rest)) = rest.split_first() else { return self.root_alone(root) };
        let Some(index) = inputs.iter().position(|it| it.name == name.text) else {
            if self.names.is_left_out_input(&name.text) {
                return None;
            }
            let candidates: Vec<&str> = inputs.iter().map(|it| it.name.as_str()).collect();
            let found = message::unknown(Code::F0201, self.name_span(name), &name.text, "input", &candidates);
            self.report(found);
            return None;
        };
        let declared = inputs.get(index)?;
        let nullable = declared.nullable;
        if let Type::Ref(entity) = declared.ty {
            let root = self.step_id(&declared.name).map_or(Root::Input(index), Root::Step);
            let start = Reached { row: RowPath::root(root, entity), entity, nullable };
            return self.walk(start, rest, span);
        }
        let ty = declared.ty.clone();
        self.alone(rest, typed(ExprKind::Input(index), ty, nullable, span))
    }

    fn old(&mut self, root: &Name, rest: &[Name], span: Span) -> Option<Expr> {
        let Some(entity) = self.scope.old else { return self.root_not_here(root) };
        let nullable = self.scope.old_optional;
        self.walk(Reached { row: RowPath::root(Root::Old, entity), entity, nullable }, rest, span)
    }

    fn line(&mut self, root: &Name, rest: &[Name], span: Span) -> Option<Expr> {
        match self.scope.line {
            None => self.root_not_here(root),
            Some(Line::Row(entity)) => {
                self.is_in_an_aggregate_or_grouped(root)?;
                self.walk(
                    Reached { row: RowPath::root(Root::Line, entity), entity, nullable: false },
                    rest,
                    span,
                )
            }
            Some(Line::Object(object)) => {
                let Some((name, rest)) = rest.split_first() else { return self.root_alone(root) };
                let fields = &self.ir.object(object).fields;
                let Some(index) = fields.iter().position(|it| it.name == name.text) else {
                    if self.names.is_left_out_input(&name.text) {
                        return None;
                    }
                    let candidates: Vec<&str> = fields.iter().map(|it| it.name.as_str()).collect();
                    let found =
                        message::unknown(Code::F0201, self.name_span(name), &name.text, "field", &candidates);
                    self.report(found);
                    return None;
                };
                let declared = fields.get(index)?;
                let (ty, nullable) = (declared.ty.clone(), declared.nullable);
                match ty {
                    Type::Ref(entity) if !rest.is_empty() => {
                        let row = RowPath::root(Root::LineReference(index), entity);
                        self.walk(Reached { row, entity, nullable }, rest, span)
                    }
                    ty => self.alone(rest, typed(ExprKind::LineInput(index), ty, nullable, span)),
                }
            }
        }
    }

    fn is_in_an_aggregate_or_grouped(&mut self, root: &Name) -> Option<()> {
        self.is_in_an_aggregate(std::slice::from_ref(root))
    }

    fn step_id(&self, name: &str) -> Option<StepId> {
        let steps = self.scope.steps?;
        steps.iter().rposition(|it| it.name == name).map(StepId)
    }

    /// A step's name; the outer `None` says that there is no such name.
    fn step(&mut self, name: &Name, rest: &[Name], span: Span) -> Option<Option<Expr>> {
        let Some(id) = self.step_id(&name.text) else {
            let later = self.scope.later.iter().find(|it| it.name == name.text)?;
            if later.broken {
                return Some(None);
            }
            let found = Diagnostic::error(
                Code::F1002,
                self.name_span(name),
                format!("`{}` is not known yet", name.text),
            )
            .label("used before it is made")
            .secondary(later.span, "made here");
            self.report(found);
            return Some(None);
        };
        let step = self.scope.steps.and_then(|it| it.get(id.0))?;
        Some(match step.kind {
            StepNameKind::Row(entity) => {
                let start =
                    Reached { row: RowPath::root(Root::Step(id), entity), entity, nullable: step.nullable };
                self.walk(start, rest, span)
            }
            StepNameKind::Hook(hook) => self.hook_output(id, hook, name, rest, span),
        })
    }

    fn hook_output(
        &mut self,
        step: StepId,
        hook: HookId,
        root: &Name,
        rest: &[Name],
        span: Span,
    ) -> Option<Expr> {
        let Some((name, rest)) = rest.split_first() else { return self.root_alone(root) };
        let output = &self.ir.hooks.get(hook.0)?.output;
        let Some(index) = output.iter().position(|it| it.name == name.text) else {
            if self.names.is_left_out_input(&name.text) {
                return None;
            }
            let candidates: Vec<&str> = output.iter().map(|it| it.name.as_str()).collect();
            let found = message::unknown(
                Code::F1005,
                self.name_span(name),
                &name.text,
                "output of the hook",
                &candidates,
            );
            self.report(found);
            return None;
        };
        let declared = output.get(index)?;
        let value = typed(ExprKind::HookOutput(step, index), declared.ty.clone(), declared.nullable, span);
        self.alone(rest, value)
    }

    /// A type's name in a report, which opens its table; otherwise the name is nobody's.
    fn table_or_unknown(
        &mut self,
        first: &Name,
        rest: &[Name],
        hint: Option<&Type>,
        span: Span,
    ) -> Option<Expr> {
        let in_report = matches!(self.scope.aggregates, Aggregates::OverRows { .. });
        if let (true, Some(entity)) = (in_report, self.names.entity(&first.text)) {
            let Some(gathering) = &mut self.aggregate else {
                return self.is_in_an_aggregate(std::slice::from_ref(first)).and(None);
            };
            gathering.table = Some(entity);
            let start = Reached { row: RowPath::root(Root::Many, entity), entity, nullable: false };
            return self.walk(start, rest, span);
        }
        if self.scope.this.is_some_and(|(_, entity)| self.names.is_left_out(entity, &first.text)) {
            return None;
        }
        if let Some(found) = self.meant_as_something_else(first, rest, hint) {
            self.report(found);
            return None;
        }
        let candidates = self.candidates();
        let names: Vec<&str> = candidates.iter().map(String::as_str).collect();
        let what = if self.scope.steps.is_some() && self.scope.this.is_none() { "step" } else { "name" };
        let code = if what == "step" { Code::F1001 } else { Code::F0201 };
        let mut found = message::unknown(code, self.name_span(first), &first.text, what, &names);
        if let Some((_, entity)) = self.scope.this {
            let declared = self.ir.entity(entity);
            found = found
                .secondary(declared.span, format!("`{}` has no such field, relation or rule", declared.name));
        }
        self.report(found);
        None
    }

    fn unknown_member<T>(&mut self, entity: EntityId, name: &Name) -> Option<T> {
        if self.names.is_left_out(entity, &name.text) {
            return None;
        }
        let declared = self.ir.entity(entity);
        let candidates = members(self.ir, entity);
        let names: Vec<&str> = candidates.iter().map(String::as_str).collect();
        let found = message::unknown(Code::F0201, self.name_span(name), &name.text, "name", &names)
            .secondary(declared.span, format!("`{}` has no such field, relation or rule", declared.name));
        self.report(found);
        None
    }

    /// All names that could stand first in a path here.
    fn candidates(&self) -> Vec<String> {
        let mut all = Vec::new();
        if let Some((_, entity)) = self.scope.this {
            all.extend(members(self.ir, entity));
        }
        all.extend(self.scope.steps.into_iter().flatten().map(|it| it.name.clone()));
        let roots = [
            ("viewer", self.scope.viewer),
            ("input", self.scope.inputs.is_some()),
            ("old", self.scope.old.is_some()),
            ("line", self.scope.line.is_some()),
            ("qty", self.scope.qty),
            ("value", self.scope.value.is_some()),
        ];
        all.extend(roots.iter().filter(|(_, known)| *known).map(|(name, _)| (*name).to_owned()));
        all
    }

    fn alone(&mut self, rest: &[Name], value: Expr) -> Option<Expr> {
        match rest.first() {
            None => Some(value),
            Some(name) => self.leads_nowhere(name, "a plain value"),
        }
    }

    fn leads_nowhere<T>(&mut self, name: &Name, what: &str) -> Option<T> {
        let found =
            Diagnostic::error(Code::F0201, self.name_span(name), format!("`{}` is of {what}", name.text))
                .label("a path follows to-one relations and ends in a field");
        self.report(found);
        None
    }

    fn root_alone<T>(&mut self, root: &Name) -> Option<T> {
        let found = Diagnostic::error(
            Code::F0504,
            self.name_span(root),
            format!("`{}` needs a name after it", root.text),
        )
        .label(format!("write `{}.name`", root.text));
        self.report(found);
        None
    }

    fn root_not_here<T>(&mut self, root: &Name) -> Option<T> {
        let message = format!("`{}` is not known in {}", root.text, self.scope.place);
        let known = self.candidates();
        let mut found = Diagnostic::error(Code::F0504, self.name_span(root), message).label("not known here");
        let roots: Vec<&str> = known
            .iter()
            .map(String::as_str)
            .filter(|it| ["viewer", "input", "old", "line", "qty", "value"].contains(it))
            .collect();
        if !roots.is_empty() {
            found = found.help(format!("Known here beside the row: {}.", message::one_of(&roots)));
        }
        self.report(found);
        None
    }

    pub(super) fn name_span(&self, name: &Name) -> Span {
        self.text.span_of(name.range.clone())
    }
}

/// Names of all fields, relations and rules.
fn members(ir: &fraise_ir::Ir, entity: EntityId) -> Vec<String> {
    let declared = ir.entity(entity);
    let fields = declared.fields.iter().map(|it| it.name.clone());
    let relations = declared.relations.iter().map(|it| it.name.clone());
    let rules = declared.rules.iter().map(|it| it.name.clone());
    fields.chain(relations).chain(rules).collect()
}
