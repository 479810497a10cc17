//! All laws of every row at once, so that they can be asked after every step: one prepared question that is true if any row
//! breaks any of them.

use fraise_emit_postgres::{Invariant, InvariantKind};
use fraise_pg::{Error, Session};
use fraise_sql::{Fragment, sql};

use crate::{Check, Finding, invariants::ask};

/// Who acts beside those for whom the service speaks and those in psql.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Company {
    /// Nobody, so all laws hold.
    Callers,
    /// The owner too, by plain statements: nothing keeps him from changing a counter or a stamp by hand, nor from breaking
    /// what the schema says by `invariants`.
    Owner,
}

impl Company {
    fn keeps(self, kind: InvariantKind) -> bool {
        match kind {
            InvariantKind::Computed | InvariantKind::Law | InvariantKind::Constraint => true,
            InvariantKind::Declared | InvariantKind::Hold | InvariantKind::Journal | InvariantKind::State => {
                self == Company::Callers
            }
        }
    }
}

/// Laws that a session asks.
pub(crate) struct Laws {
    all: Vec<Invariant>,
}

impl Laws {
    /// Prepares the question in a session that sees all rows. A law that is broken already is none of these, nor is one
    /// that somebody who acts may break.
    pub(crate) async fn prepare(
        session: &Session,
        invariants: &[Invariant],
        company: Company,
    ) -> Result<Self, Error> {
        let mut all = Vec::new();
        for invariant in invariants.iter().filter(|it| company.keeps(it.kind)) {
            if session.rows(&invariant.question).await?.is_empty() {
                all.push(invariant.clone());
            }
        }
        let laws = Self { all };
        session.rows(&sql!["prepare fraise_laws as select ", laws.question()]).await?;
        Ok(laws)
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
