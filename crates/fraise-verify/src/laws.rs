//! All laws of every row at once, so that they can be asked after every step: one prepared question that is true if any row
//! breaks any of them.

use fraise_emit_postgres::{Invariant, InvariantKind};
use fraise_pg::{Error, Session};
use fraise_sql::{Fragment, sql};

use crate::{Check, Finding, invariants::ask};

/// Laws that a session asks.
pub(crate) struct Laws {
    all: Vec<Invariant>,
}

impl Laws {
    /// Prepares the question in a session that sees all rows. A law that is broken already is none of these.
    pub(crate) async fn prepare(session: &Session, invariants: &[Invariant]) -> Result<Self, Error> {
        let mut all = Vec::new();
        for invariant in invariants {
            if session.rows(&invariant.question).await?.is_empty() {
                all.push(invariant.clone());
            }
        }
        let laws = Self { all };
        session.rows(&sql!["prepare fraise_laws as select ", laws.question()]).await?;
        Ok(laws)
    }

    /// Forgets what the owner has just broken by a plain statement and nothing in the database keeps from him: that a
    /// counter is what is held of it, or what its moves were, and what the schema says of all rows by `invariants`.
    pub(crate) async fn forget_what_owners_break(&mut self, session: &Session) -> Result<(), Error> {
        let mut kept = Vec::new();
        for invariant in &self.all {
            let is_kept = match invariant.kind {
                InvariantKind::Declared | InvariantKind::Hold | InvariantKind::Journal => {
                    session.rows(&invariant.question).await?.is_empty()
                }
                InvariantKind::Computed
                | InvariantKind::Law
                | InvariantKind::State
                | InvariantKind::Constraint => true,
            };
            if is_kept {
                kept.push(invariant.clone());
            }
        }
        if kept.len() < self.all.len() {
            self.all = kept;
            let prepare = sql!["deallocate fraise_laws; prepare fraise_laws as select ", self.question()];
            session.rows(&prepare).await?;
        }
        Ok(())
    }

    fn question(&self) -> Fragment {
        let broken = self.all.iter().map(|it| sql!["exists (", &it.question, ")"]);
        if self.all.is_empty() { sql!["false"] } else { Fragment::join(" or ", broken) }
    }

    /// The rows that break one, asked in the session that prepared the question.
    pub(crate) async fn broken(&self, session: &Session, check: Check) -> Result<Vec<Finding>, Error> {
        let answer = session.rows(&sql!["execute fraise_laws"]).await?;
        let mut found = Vec::new();
        if answer.into_iter().flatten().flatten().next().as_deref() == Some("f") {
            return Ok(found);
        }
        found.extend(self.broken_one_by_one(session, check).await?);
        Ok(found)
    }

    /// The same in any session that sees all rows.
    pub(crate) async fn broken_one_by_one(
        &self,
        session: &Session,
        check: Check,
    ) -> Result<Vec<Finding>, Error> {
        let mut found = Vec::new();
        for invariant in &self.all {
            found.extend(ask(session, check, invariant).await?);
        }
        Ok(found)
    }

    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        self.all.len()
    }
}
