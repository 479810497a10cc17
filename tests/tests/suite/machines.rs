//! Every machine of every schema, pair by pair of its states, as `fraise verify` tries them: by the owner's plain UPDATE, by
//! the function that fires an event whoever asks, and by the one for those who ask.

use fraise_verify::Check;
use pretty_assertions::assert_eq;

use crate::verify::{lines, verified};
use crate::{case, server};

#[tokio::test]
async fn states_change_as_declared_and_no_other_way() {
    let mut wrong = Vec::new();
    let mut counts = std::collections::BTreeMap::new();
    for server in server::each() {
        for case in case::all().iter().filter(|it| it.ir.entities.iter().any(|it| it.machine.is_some())) {
            let outcomes = verified(&server, case, "", &[Check::States]).await;
            wrong.extend(lines(case, &outcomes));
            for (number, what) in outcomes.into_iter().flat_map(|it| it.counts) {
                *counts.entry(what).or_insert(0) += number;
            }
        }
    }
    assert_eq!(wrong, [""; 0], "{}", wrong.join("\n"));
    assert!(counts["machines"] > 6 && counts["entries of logs"] > 12, "{counts:?}");
}
