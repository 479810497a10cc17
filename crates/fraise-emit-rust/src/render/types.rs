//! `types.rs`: a static for each type.

use super::code::{Code, Sibling};
use super::item::{Item, Ty};
use super::{access, doc, field, fragment, module::Module};
use crate::service::{Service, Type};

pub(super) fn module(service: &Service) -> Module<'_> {
    let published = service.types.iter().filter(|it| it.published);
    let all = Code::list(published.map(|it| Code::reference(Code::own(&it.constant))));
    let documentation = "The types of the schema definition.";
    let all = Item::all(documentation, "pub(super) static", Ty::References("Type"), all);
    let items = [all].into_iter().chain(service.types.iter().map(ty));
    let about = "The types of the service, each with its table and who may read it.";
    Module::new(Some(Sibling::Types), about, items)
}

fn ty(it: &Type) -> Item {
    let documentation = doc::lines(it.description.as_deref(), &format!("The type `{}`.", it.name));
    let key = it.key.iter().map(|column| Code::text(&column.to_string()));
    let value = Code::record(
        "Type",
        [
            ("name", Code::text(&it.name)),
            ("table", Code::text(&it.table.to_string())),
            ("key", Code::list(key)),
            ("read", access::items(&it.read)),
            ("living", Code::option(it.living.as_ref().map(fragment::sql))),
            ("fields", Code::list(it.fields.iter().map(field::field))),
        ],
    );
    Item::of(documentation, &it.constant, "Type", value)
}
