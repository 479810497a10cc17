//! Types, their fields and arguments.

use super::{description, directive, value, writer::Writer};
use crate::sdl::{
    EnumType, EnumValue, Field, InputObject, InputValue, ObjectType, ScalarType, TypeDefinition,
};

/// Arguments stand on one line up to this column.
const WIDTH: usize = 100;

pub(super) fn definition(out: &mut Writer, definition: &TypeDefinition) {
    match definition {
        TypeDefinition::Object(it) => object(out, it),
        TypeDefinition::Input(it) => input(out, it),
        TypeDefinition::Enum(it) => enumeration(out, it),
        TypeDefinition::Scalar(it) => scalar(out, it),
    }
}

fn object(out: &mut Writer, object: &ObjectType) {
    description::write(out, object.description.as_deref());
    let open = format!("type {}{} {{", object.name, directive::uses(&object.directives));
    out.block(&open, "}", |out| members(out, &object.fields, field));
}

fn input(out: &mut Writer, input: &InputObject) {
    description::write(out, input.description.as_deref());
    out.block(&format!("input {} {{", input.name), "}", |out| members(out, &input.fields, input_field));
}

fn enumeration(out: &mut Writer, enumeration: &EnumType) {
    description::write(out, enumeration.description.as_deref());
    out.block(&format!("enum {} {{", enumeration.name), "}", |out| {
        members(out, &enumeration.values, enum_value)
    });
}

fn scalar(out: &mut Writer, scalar: &ScalarType) {
    description::write(out, scalar.description.as_deref());
    out.line(&format!("scalar {}{}", scalar.name, directive::uses(&scalar.directives)));
}

/// What stands in braces: each on its own lines, one with a description apart from its neighbours.
fn members<T: Described>(out: &mut Writer, members: &[T], write: impl Fn(&mut Writer, &T)) {
    let before = std::iter::once(None).chain(members.iter().map(Some));
    for (before, member) in before.zip(members) {
        let is_described = |it: &T| it.description().is_some();
        if before.is_some_and(|it| is_described(it) || is_described(member)) {
            out.gap();
        }
        description::write(out, member.description());
        write(out, member);
    }
}

fn field(out: &mut Writer, field: &Field) {
    let end = format!(": {}{}", field.ty, directive::uses(&field.directives));
    with_arguments(out, &field.name, &field.arguments, &end);
}

fn input_field(out: &mut Writer, field: &InputValue) {
    out.line(&input_value(field));
}

fn enum_value(out: &mut Writer, value: &EnumValue) {
    out.line(&format!("{}{}", value.name, directive::uses(&value.directives)));
}

/// `start(a: Int, b: Int)end`, or an argument a line where that is too long or an argument is described.
pub(super) fn with_arguments(out: &mut Writer, start: &str, arguments: &[InputValue], end: &str) {
    if arguments.is_empty() {
        return out.line(&format!("{start}{end}"));
    }
    let texts: Vec<String> = arguments.iter().map(input_value).collect();
    let line = format!("{start}({}){end}", texts.join(", "));
    let is_short = out.indent() + line.chars().count() <= WIDTH;
    if is_short && arguments.iter().all(|it| it.description.is_none()) {
        return out.line(&line);
    }
    out.block(&format!("{start}("), &format!("){end}"), |out| members(out, arguments, input_field));
}

fn input_value(input: &InputValue) -> String {
    let default = input.default.as_ref().map(|it| format!(" = {}", value::text(it))).unwrap_or_default();
    format!("{}: {}{default}{}", input.name, input.ty, directive::uses(&input.directives))
}

trait Described {
    fn description(&self) -> Option<&str>;
}

impl Described for Field {
    fn description(&self) -> Option<&str> {
        self.description.as_deref()
    }
}

impl Described for InputValue {
    fn description(&self) -> Option<&str> {
        self.description.as_deref()
    }
}

impl Described for EnumValue {
    fn description(&self) -> Option<&str> {
        self.description.as_deref()
    }
}
