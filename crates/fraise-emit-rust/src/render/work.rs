//! `work.rs`: what the service does by itself.

use super::code::Code;
use super::item::{Item, Ty};
use super::module::Module;
use crate::service::{Does, Entry, Job, Service, Work};

/// Whether there is something to do.
pub(super) fn is_there(work: &Work) -> bool {
    !work.jobs.is_empty() || work.timers || work.keys
}

pub(super) fn module(service: &Service) -> Module<'_> {
    let item = Item {
        documentation: "Jobs that mutations leave behind, timers, keys of calls.".to_owned(),
        keywords: "pub(super) static",
        name: "WORK".to_owned(),
        ty: Ty::Plain("Work"),
        value: work(&service.work),
    };
    Module::new(None, "What the service does by itself.", vec![item])
}

fn work(it: &Work) -> Code {
    Code::record(
        "Work",
        [
            ("wait", Code::text(&it.wait)),
            ("give_up", Code::text(&it.give_up)),
            ("jobs", Code::list(it.jobs.iter().map(job))),
            ("timers", Code::flag(it.timers)),
            ("keys", Code::flag(it.keys)),
        ],
    )
}

fn job(it: &Job) -> Code {
    let path = |path: &Vec<String>| Code::list(path.iter().map(|it| Code::text(it)));
    Code::record(
        "Job",
        [
            ("mutation", Code::text(&it.mutation)),
            ("entries", Code::list(it.entries.iter().map(entry))),
            ("secrets", Code::list(it.secrets.iter().map(path))),
        ],
    )
}

fn entry(it: &Entry) -> Code {
    let does = match &it.does {
        Does::Hook { hook, input } => {
            Code::record("Does::Hook", [("hook", Code::text(hook)), ("input", Code::text(input.as_str()))])
        }
        Does::Call { call } => Code::record("Does::Call", [("call", Code::text(call.as_str()))]),
    };
    let when = Code::option(it.when.as_ref().map(|it| Code::text(it.as_str())));
    Code::record("Entry", [("when", when), ("does", does)])
}
