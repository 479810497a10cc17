//! `fire_due`: events whose time has come fire by themselves, each by itself.

use fraise_ir::TransitionId;

use super::Work;
use crate::{
    Asker, Row, Stop, Value,
    moment::{self, Interval},
    operator::binary,
    refusal::not_known,
};

impl Work<'_> {
    /// How many it fired.
    pub(super) fn fire_due(&mut self, limit: i64) -> Result<Value, Stop> {
        let ranks = fraise_ir::ranks::in_order(self.ir);
        let system = self.ir.roles.iter().position(|it| it.name == "system").map(fraise_ir::RoleId);
        let asker = Asker { roles: system.into_iter().collect(), ..Asker::nobody() };
        let before = std::mem::replace(&mut self.actor.asker, asker);
        let mut fired = 0;
        for entity in ranks {
            let Some(machine) = self.ir.entity(entity).machine.clone() else { continue };
            let Some(since) = machine.since else { continue };
            for (index, event) in machine.events.iter().enumerate() {
                for (state, after) in &event.after {
                    let state = Value::Text(self.state_name(machine.field, *state)?);
                    let mut due = Vec::new();
                    for row in self.state.rows.of(entity) {
                        let is_there = row.get(machine.field).is_some_and(|it| it.is(&state));
                        if is_there && self.is_due(row.get(since), after)? {
                            due.push(row.clone());
                        }
                    }
                    if i64::try_from(due.len()).is_ok_and(|it| it > limit - fired) {
                        return not_known("which of many due rows come first");
                    }
                    for row in due {
                        fired += i64::from(self.fire_one(TransitionId { entity, index }, event, &row)?);
                    }
                }
            }
        }
        self.actor.asker = before;
        Ok(Value::int(fired))
    }

    /// In a subtransaction: a refusal takes back what it did, and nothing else.
    fn fire_one(
        &mut self,
        id: TransitionId,
        event: &fraise_ir::machine::Transition,
        row: &Row,
    ) -> Result<bool, Stop> {
        let before = self.state.clone();
        match self.fire(id, event, vec![(row.clone(), Default::default())]) {
            Ok(()) => Ok(true),
            Err(Stop::Refused(_)) => {
                self.state = before;
                Ok(false)
            }
            Err(Stop::NotKnown(what)) => Err(what.into()),
        }
    }

    fn is_due(&self, since: Option<&Value>, after: &str) -> Result<bool, Stop> {
        let Some(after) = Interval::read(after) else { return not_known(after) };
        let end = match since {
            Some(Value::Moment(since)) => moment::later(*since, after).map(Value::Moment),
            _ => None,
        };
        let Some(end) = end else { return not_known("since when a state holds") };
        let is_over = binary(
            fraise_ir::expr::BinaryOp::LessOrEqual,
            &end,
            &Value::Unknown(self.now),
            &fraise_ir::Type::Bool,
        )?;
        match is_over {
            Value::Bool(it) => Ok(it),
            _ => not_known("whether it is due just now"),
        }
    }
}
