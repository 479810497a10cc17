//! What access items allow, asked of rows.
//!
//! The world is closed: what no item allows nobody does. A person in psql, and whoever the service vouches for under the
//! policies, has the columns that PostgreSQL grants; in the service, and in the functions that write
//! one row, a column may have a rule of its own for each row.

use fraise_ir::{
    AccessItem, Expr, Field, FieldId, FieldKind,
    access::Who,
    expr::Root,
    raw::{self, Verb},
};

use crate::{
    Row, Value,
    evaluate::{Frame, World},
    refusal::Stop,
};

/// How somebody comes to the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// A statement of their own, under the policies and grants.
    Policies,
    /// A request to the service.
    Service,
    /// A call of the function that creates, updates or deletes one row.
    Functions,
}

/// `via` chains longer than this are circles.
const VIA: u32 = 16;

/// Answers for one asker on one way.
#[derive(Debug, Clone, Copy)]
pub struct Oracle<'w> {
    /// Where they look.
    pub world: World<'w>,
    /// How they come.
    pub way: Way,
}

impl Oracle<'_> {
    /// The row exists for them.
    pub fn sees(&self, row: &Row) -> Result<bool, Stop> {
        self.sees_below(row, VIA)
    }

    /// They read this field of this row.
    pub fn reads(&self, row: &Row, id: FieldId) -> Result<bool, Stop> {
        let field = self.world.ir.field(id);
        let may = match (&field.read, self.way) {
            (None, _) => true,
            (Some(items), Way::Policies) => self.grants(items),
            (Some(items), Way::Service | Way::Functions) => {
                self.world.asker.is_internal(self.world.ir) || self.any(items, row, VIA)?
            }
        };
        let is_listed = match self.way {
            Way::Policies => field.is_stored(),
            Way::Service | Way::Functions => row.is_living(self.world.ir.entity(row.entity)),
        };
        Ok(may && is_listed && self.sees(row)?)
    }

    /// They may make this row; of its fields they give these.
    pub fn creates(&self, row: &Row, given: &[FieldId]) -> Result<bool, Stop> {
        let entity = self.world.ir.entity(row.entity);
        let Some(items) = &entity.access.create else { return Ok(false) };
        let may_give = given.iter().all(|it| self.may_give(*it));
        let suffices = match self.way {
            Way::Policies | Way::Service => !given.is_empty(),
            Way::Functions => self.has_all_that_is_needed(row, given)?,
        };
        Ok(may_give && suffices && self.any(items, row, VIA)?)
    }

    /// They may change this field from one row to the other.
    pub fn updates(&self, old: &Row, new: &Row, field: FieldId) -> Result<bool, Stop> {
        let entity = self.world.ir.entity(old.entity);
        let Some(items) = &entity.access.update else { return Ok(false) };
        let may_write = self.is_changeable(field) && old.is_living(entity);
        let may_name = match self.way {
            // To name the row is to read it, before and after.
            Way::Policies | Way::Service => self.sees(new)?,
            Way::Functions => {
                self.may_write_in(field, old)?
                    && self.may_write_in(field, new)?
                    && self.is_there(new, field)?
            }
        };
        Ok(may_write && may_name && self.sees(old)? && self.changes(items, old, new)?)
    }

    /// Nothing is missing that a new row must be given, and they may write all that is given.
    fn has_all_that_is_needed(&self, row: &Row, given: &[FieldId]) -> Result<bool, Stop> {
        let entity = self.world.ir.entity(row.entity);
        let Some(operation) = raw::operation(self.world.ir, entity, Verb::Create) else { return Ok(false) };
        if operation.fields.iter().any(|it| it.required && !given.contains(&it.field)) {
            return Ok(false);
        }
        for field in given {
            if !self.may_write_in(*field, row)? || !self.is_there(row, *field)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// They may write this field of this row.
    fn may_write_in(&self, id: FieldId, row: &Row) -> Result<bool, Stop> {
        match &self.world.ir.field(id).write {
            Some(items) => self.any(items, row, VIA),
            None => Ok(true),
        }
    }

    /// What a field points to is there for them.
    fn is_there(&self, row: &Row, field: FieldId) -> Result<bool, Stop> {
        let Some(reference) = self.world.ir.field(field).reference else { return Ok(true) };
        let value = row.get(field).cloned().unwrap_or(Value::Null);
        if value == Value::Null {
            return Ok(true);
        }
        match self.world.rows.target(self.world.ir, field, &value) {
            Some(target) => {
                Ok(target.is_living(self.world.ir.entity(reference.target)) && self.sees(target)?)
            }
            None => Ok(false),
        }
    }

    /// They may write this field of rows that are there.
    pub(crate) fn may_write(&self, field: FieldId) -> bool {
        let entity = self.world.ir.entity(field.entity);
        entity.access.update.is_some()
            && self.may_give(field)
            && !self.world.ir.field(field).frozen
            && !entity.key_fields().contains(&field)
            && !entity.append_only
    }

    /// An update finds the row.
    pub(crate) fn may_begin_update(&self, old: &Row) -> Result<bool, Stop> {
        let entity = self.world.ir.entity(old.entity);
        let Some(items) = &entity.access.update else { return Ok(false) };
        if !old.is_living(entity) || !self.sees(old)? {
            return Ok(false);
        }
        self.may_as_it_is(items, old)
    }

    /// An update may leave the row so.
    pub(crate) fn may_end_update(&self, old: &Row, new: &Row) -> Result<bool, Stop> {
        let entity = self.world.ir.entity(old.entity);
        let Some(items) = &entity.access.update else { return Ok(false) };
        Ok(self.sees(new)? && self.changes(items, old, new)?)
    }

    /// One of the items lets them change the row as it is, whatever it becomes.
    pub(crate) fn may_as_it_is(&self, items: &[AccessItem], row: &Row) -> Result<bool, Stop> {
        for item in items {
            let may = match item {
                AccessItem::Role { role, when: Some(rule), .. } if rule.reads(Root::Old) => {
                    let before = rule.conjuncts().into_iter().filter(|it| !it.reads(Root::Old));
                    self.world.asker.holds(self.world.ir, *role) && self.all(before, row)?
                }
                AccessItem::Role { .. } | AccessItem::Via { .. } => self.lets_in(item, row, VIA)?,
            };
            if may {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The items let a row become another.
    pub(crate) fn may_become(&self, items: &[AccessItem], old: &Row, new: &Row) -> Result<bool, Stop> {
        self.changes(items, old, new)
    }

    /// The items let a row come.
    pub(crate) fn may_make(&self, items: &[AccessItem], new: &Row) -> Result<bool, Stop> {
        self.any(items, new, VIA)
    }

    /// One of the items lets them change the row, which is the same before and now.
    pub(crate) fn may_change(&self, items: &[AccessItem], row: &Row) -> Result<bool, Stop> {
        for item in items {
            let may = match item {
                AccessItem::Role { role, when: Some(rule), .. } => {
                    let frame = Frame { old: Some(row), ..Frame::of(row) };
                    self.world.asker.holds(self.world.ir, *role) && self.world.holds(rule, frame)?
                }
                AccessItem::Role { when: None, .. } | AccessItem::Via { .. } => {
                    self.lets_in(item, row, VIA)?
                }
            };
            if may {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// They may take the row away.
    pub fn deletes(&self, row: &Row) -> Result<bool, Stop> {
        let entity = self.world.ir.entity(row.entity);
        let Some(items) = &entity.access.delete else { return Ok(false) };
        let goes = match self.way {
            Way::Policies | Way::Service => !entity.soft_delete,
            Way::Functions => row.is_living(entity),
        };
        Ok(goes && !entity.append_only && self.sees(row)? && self.any(items, row, VIA)?)
    }

    /// They may write this field of a row that they make.
    pub fn may_give(&self, id: FieldId) -> bool {
        let field = self.world.ir.field(id);
        let may = field.write.as_ref().is_none_or(|items| match self.way {
            Way::Policies | Way::Service => self.grants(items),
            Way::Functions => self.holds_some_role(items),
        });
        is_column_of_callers(field) && may
    }

    /// They may write this field of some row that is there.
    pub fn is_changeable(&self, id: FieldId) -> bool {
        let entity = self.world.ir.entity(id.entity);
        let is_fixed = self.world.ir.field(id).frozen || entity.key_fields().contains(&id);
        entity.access.update.is_some() && self.may_give(id) && !is_fixed && !entity.append_only
    }

    /// What is asked of the old row and of the new one; an item that compares them is asked of both at once, and what
    /// of it does not compare of the old one too.
    fn changes(&self, items: &[AccessItem], old: &Row, new: &Row) -> Result<bool, Stop> {
        let (comparing, others): (Vec<_>, Vec<_>) = items.iter().cloned().partition(reads_old);
        if self.any(&others, old, VIA)? && self.any(&others, new, VIA)? {
            return Ok(true);
        }
        for item in &comparing {
            let AccessItem::Role { role, when: Some(rule), .. } = item else { continue };
            let after =
                self.world.holds(rule, Frame { this: Some(new), old: Some(old), ..Frame::default() })?;
            let before = self.all(rule.conjuncts().into_iter().filter(|it| !it.reads(Root::Old)), old)?;
            if self.world.asker.holds(self.world.ir, *role) && before && after {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn all<'e>(&self, conjuncts: impl Iterator<Item = &'e Expr>, row: &Row) -> Result<bool, Stop> {
        for conjunct in conjuncts {
            if !self.world.holds(conjunct, Frame::of(row))? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn sees_below(&self, row: &Row, via_left: u32) -> Result<bool, Stop> {
        let is_the_service = self.way == Way::Service && self.world.asker.is_internal(self.world.ir);
        Ok(is_the_service || self.any(&self.world.ir.entity(row.entity).access.read, row, via_left)?)
    }

    pub(crate) fn any(&self, items: &[AccessItem], row: &Row, via_left: u32) -> Result<bool, Stop> {
        for item in items {
            if self.lets_in(item, row, via_left)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn lets_in(&self, item: &AccessItem, row: &Row, via_left: u32) -> Result<bool, Stop> {
        let world = &self.world;
        match item {
            AccessItem::Role { role, when, .. } => {
                let holds = match when {
                    None => true,
                    Some(rule) => world.holds(rule, Frame::of(row))?,
                };
                Ok(holds && world.asker.holds(world.ir, *role))
            }
            AccessItem::Via { reference, .. } => {
                let value = row.get(*reference).cloned().unwrap_or(Value::Null);
                match (world.rows.target(world.ir, *reference, &value), via_left.checked_sub(1)) {
                    (Some(target), Some(left)) => self.sees_below(target, left),
                    _ => Ok(false),
                }
            }
        }
    }

    /// They hold a role that is named, whatever is asked of the row.
    fn holds_some_role(&self, items: &[AccessItem]) -> bool {
        items.iter().any(|item| match item {
            AccessItem::Role { role, .. } => self.world.asker.holds(self.world.ir, *role),
            AccessItem::Via { .. } => true,
        })
    }

    /// A role that PostgreSQL knows of is named without a condition.
    fn grants(&self, items: &[AccessItem]) -> bool {
        items.iter().any(|item| match item {
            AccessItem::Role { role: Who::Public, when: None, .. } => true,
            AccessItem::Role { role, when: None, .. } => self.world.asker.is_granted(self.world.ir, *role),
            AccessItem::Role { when: Some(_), .. } | AccessItem::Via { .. } => false,
        })
    }
}

fn reads_old(item: &AccessItem) -> bool {
    match item {
        AccessItem::Role { when: Some(rule), .. } => rule.reads(Root::Old),
        AccessItem::Role { when: None, .. } | AccessItem::Via { .. } => false,
    }
}

/// A column whose value comes from whoever writes the row.
fn is_column_of_callers(field: &Field) -> bool {
    match field.kind {
        FieldKind::Plain { .. } => !field.server_only,
        FieldKind::Virtual(_) | FieldKind::StoredRow(_) | FieldKind::StoredAggregate { .. } => false,
    }
}
