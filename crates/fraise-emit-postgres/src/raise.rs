//! Errors that functions raise (LANGUAGE 11): SQLSTATE, message, and a DETAIL for clients, the object
//! `{"code", "params"}`. Of a declared error the params are what its message tells, each under the path that tells it.

use fraise_ir::{
    Ir,
    event::{BuiltInError, MessagePart, RaisedError},
    names as made,
};
use fraise_lower::{Scope, Sql};
use fraise_sql::{Fragment, Literal, sql};

/// An error as its place raises it.
pub(crate) struct Raise {
    /// The SQLSTATE.
    pub(crate) errcode: Literal,
    /// The code that clients see.
    pub(crate) code: Literal,
    /// The names and values of the params, over the row that the error is about.
    pub(crate) params: Vec<(Literal, Sql)>,
    /// What is said; it reads the object of the params.
    pub(crate) message: Fragment,
}

impl Raise {
    /// An error of the language without params.
    pub(crate) fn of_law(errcode: &str, code: &str, message: &str) -> Self {
        Self {
            errcode: Literal::text(errcode),
            code: Literal::text(code),
            params: Vec::new(),
            message: sql![Literal::text(message)],
        }
    }

    /// An error that the schema names. `scope` gives names to what its message reads, and `params` is the object in
    /// which the values are kept until it is raised.
    pub(crate) fn named(ir: &Ir, raised: &RaisedError, scope: &Scope<'_>, params: &Fragment) -> Self {
        match raised {
            RaisedError::BuiltIn(built_in) => built_in_error(*built_in),
            RaisedError::Declared { error, slots } => {
                let Some(declared) = ir.errors.get(error.0) else {
                    return built_in_error(BuiltInError::Conflict);
                };
                let names = declared.message.iter().filter_map(|part| match part {
                    MessagePart::Slot(name) => Some(Literal::text(name)),
                    MessagePart::Text(_) => None,
                });
                Self {
                    errcode: Literal::text(&declared.sqlstate),
                    code: Literal::text(&made::screaming(&declared.name)),
                    params: names.zip(slots.iter().map(|slot| scope.value(slot))).collect(),
                    message: message(&declared.message, params),
                }
            }
        }
    }

    /// What a question raises that is not answered with yes: the error that the schema names, or that a guard failed.
    pub(crate) fn refusal(
        ir: &Ir,
        raised: Option<&RaisedError>,
        scope: &Scope<'_>,
        params: &Fragment,
        otherwise: &str,
    ) -> Self {
        match raised {
            Some(raised) => Self::named(ir, raised, scope, params),
            None => Self::of_law("ZF002", "GUARD_FAILED", otherwise),
        }
    }

    /// `jsonb_build_object('variant.sku', it.sku)`
    pub(crate) fn object(&self) -> Sql {
        let pairs = self.params.iter().map(|(name, value)| Sql::from(sql![name, ", "]).with(value.clone()));
        let listed = pairs.reduce(|before, pair| before.with_kw(",").with_line().with(pair));
        Sql::kw("jsonb_build_object").with(listed.unwrap_or_default().parens())
    }
}

/// `concat('only ', params ->> 'left', ' left')`; a text alone stands as it is.
fn message(parts: &[MessagePart], params: &Fragment) -> Fragment {
    let part = |part: &MessagePart| match part {
        MessagePart::Text(text) => sql![Literal::text(text)],
        MessagePart::Slot(name) => sql![params, " ->> ", Literal::text(name)],
    };
    match parts {
        [] => sql![Literal::text("")],
        [only @ MessagePart::Text(_)] => part(only),
        _ => sql!["concat(", Fragment::join(", ", parts.iter().map(part)), ")"],
    }
}

fn built_in_error(error: BuiltInError) -> Raise {
    let (errcode, code, message) = match error {
        BuiltInError::BadInput => ("ZF010", "BAD_INPUT", "a value does not fit"),
        BuiltInError::Unauthenticated => ("ZF005", "UNAUTHENTICATED", "this needs a login"),
        BuiltInError::Forbidden => ("ZF005", "FORBIDDEN", "not allowed"),
        BuiltInError::NotFound => ("ZF006", "NOT_FOUND", "not found"),
        BuiltInError::Conflict => ("ZF100", "CONFLICT", "this conflicts with what is there"),
        BuiltInError::TryAgain => ("40001", "TRY_AGAIN", "try again"),
    };
    Raise::of_law(errcode, code, message)
}
