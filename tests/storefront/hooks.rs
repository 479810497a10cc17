//! The storefront's own code in tests: a provider of payments that does as the token says, and writes down each charge.

use std::fs::OpenOptions;
use std::io::Write as _;

use fraise_runtime::Code;
use fraise_runtime::hook::{Decimal, HookCall, HookError};

use crate::generated::hooks::{
    ChargeInput, ChargeOutput, Hooks, QuoteInput, QuoteOutput, RefundInput, RefundOutput,
};

/// What the service asks its own code.
pub struct OwnCode;

impl Hooks for OwnCode {
    async fn quote(&self, call: &HookCall, input: QuoteInput) -> Result<QuoteOutput, HookError> {
        assert_eq!(call.job, None);
        if input.address.city == "Nowhere" {
            return Err(HookError::refused(Code::BadInput, "nobody delivers there"));
        }
        note(&format!("quote {} lines to {}", input.lines.len(), input.address.city))?;
        let pieces: i32 = input.lines.iter().map(|it| it.quantity).sum();
        Ok(QuoteOutput { tax: Decimal::new(50 * i64::from(pieces), 2), shipping_cost: Decimal::new(490, 2) })
    }

    async fn charge(&self, call: &HookCall, input: ChargeInput) -> Result<ChargeOutput, HookError> {
        let job = call.job.ok_or_else(|| HookError::failed("no job"))?;
        let token = input.token.as_deref().unwrap_or("none");
        let order = input.order.order_number;
        let line = format!("charge {job} {order} {} {token}", input.payment.amount);
        let tries = note(&line)?;
        match token {
            "down twice" if tries <= 2 => return Err(HookError::failed("the provider is down")),
            "hangs" if std::env::var_os("PROVIDER_HANGS").is_some() => {
                std::future::pending::<()>().await;
            }
            _ => {}
        }
        Ok(ChargeOutput {
            settled: token != "none",
            approved: token != "declined",
            transaction_id: Some(format!("tx-{job}")),
            error_message: (token == "declined").then(|| "no money".to_owned()),
        })
    }

    async fn refund(&self, _call: &HookCall, input: RefundInput) -> Result<RefundOutput, HookError> {
        note(&format!("refund {}", input.payment.amount))?;
        Ok(RefundOutput { reference: None })
    }
}

/// Writes a line down, and says how often it stands there.
fn note(line: &str) -> Result<usize, HookError> {
    let path = std::env::var("PROVIDER_NOTES").map_err(HookError::failed)?;
    let file = OpenOptions::new().create(true).append(true).open(&path);
    file.and_then(|mut it| writeln!(it, "{line}")).map_err(HookError::failed)?;
    let lines = std::fs::read_to_string(path).map_err(HookError::failed)?;
    Ok(lines.lines().filter(|it| *it == line).count())
}
