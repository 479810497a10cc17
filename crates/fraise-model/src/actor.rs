//! Who carries out an operation, and on which way.

use fraise_ir::Ir;

use crate::{Asker, Value};

/// Somebody who acts.
#[derive(Debug, Clone, PartialEq)]
pub struct Actor {
    /// How they come.
    pub approach: Approach,
    /// Who they are. Of the owner nothing is asked.
    pub asker: Asker,
    /// The login of their session.
    pub login: String,
}

/// How somebody comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Approach {
    /// By a plain statement as the owner, whom no policy stops; the laws do.
    Owner,
    /// In psql, under policies and grants.
    Psql,
    /// By a login of the service, which says whom it speaks for.
    Service,
}

impl Actor {
    /// `fraise.roles`, as the service has to set it: the names of the roles that the token holds.
    pub fn roles(&self, ir: &Ir) -> String {
        let names: Vec<&str> = self.asker.roles.iter().map(|it| ir.role(*it).name.as_str()).collect();
        names.join(",")
    }

    /// Who the logs say acted.
    pub(crate) fn name(&self) -> Value {
        match (self.approach, self.asker.viewer.text()) {
            (Approach::Service, Some(viewer)) => Value::Text(viewer),
            _ => Value::Text(self.login.clone()),
        }
    }

    /// The roles that the logs name.
    pub(crate) fn acting_roles(&self, ir: &Ir) -> Value {
        let roles = self.roles(ir);
        match self.approach {
            Approach::Service if !roles.is_empty() => Value::Text(roles),
            Approach::Service | Approach::Psql | Approach::Owner => Value::Null,
        }
    }

    /// Whose an idempotency key is.
    pub(crate) fn key_owner(&self, ir: &Ir) -> Value {
        if self.approach == Approach::Service {
            if let Some(viewer) = self.asker.viewer.text() {
                return Value::Text(format!("viewer {viewer}"));
            }
            let session = ir.viewer.claims.iter().position(|it| it.name == "session").map(fraise_ir::ClaimId);
            let session = session.filter(|_| ir.viewer.guests).and_then(|it| self.asker.claims.get(&it));
            if let Some(session) = session.and_then(Value::text) {
                return Value::Text(format!("guest {session}"));
            }
        }
        Value::Text(format!("login {}", self.login))
    }
}
