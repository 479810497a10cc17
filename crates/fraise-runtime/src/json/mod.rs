//! Writes the answer straight from the wire: no values in between, one buffer, in the order asked.

mod calendar;
mod numeric;
mod scalar;
pub(crate) mod text;
mod wire;

pub(crate) use wire::Malformed;

use crate::error::{Code, Failure, PathItem};
use crate::plan::shape::{Column, Record, Slot, SlotKind};
use wire::Cell;

/// The JSON so far, and the errors of its fields.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) data: Vec<u8>,
    pub(crate) errors: Vec<Failure>,
    /// Errors that were not listed, because there were too many.
    pub(crate) unlisted: usize,
}

/// Appends the object of the root type from the columns of the one row. `introspection` gives the JSON of a response
/// key that is answered from the schema.
pub(crate) fn write_root<'a>(
    data: Vec<u8>,
    shape: &Record,
    columns: impl Iterator<Item = Cell<'a>>,
    introspection: &dyn Fn(&str, &mut Vec<u8>),
    max_errors: usize,
) -> Result<Answer, Malformed> {
    let start = data.len();
    let answer = Answer { data, errors: Vec::new(), unlisted: 0 };
    let mut writer = Writer { answer, path: Vec::new(), introspection, max_errors };
    match writer.record(shape, columns.map(Ok)) {
        Ok(()) => {}
        Err(Stop::Null) => {
            writer.answer.data.truncate(start);
            writer.answer.data.extend_from_slice(b"null");
        }
        Err(Stop::Malformed(fault)) => return Err(fault),
    }
    Ok(writer.answer)
}

struct Writer<'p> {
    answer: Answer,
    path: Vec<Step<'p>>,
    introspection: &'p dyn Fn(&str, &mut Vec<u8>),
    max_errors: usize,
}

#[derive(Clone, Copy)]
enum Step<'p> {
    Key(&'p str),
    Index(usize),
}

/// Why a value was not written.
enum Stop {
    /// It is null where none may be: the nearest nullable field around it becomes null.
    Null,
    Malformed(Malformed),
}

impl From<Malformed> for Stop {
    fn from(fault: Malformed) -> Self {
        Self::Malformed(fault)
    }
}

impl<'p> Writer<'p> {
    fn record<'a>(
        &mut self,
        shape: &'p Record,
        mut cells: impl Iterator<Item = Result<Cell<'a>, Malformed>>,
    ) -> Result<(), Stop> {
        self.answer.data.push(b'{');
        for (at, slot) in shape.slots.iter().enumerate() {
            if at > 0 {
                self.answer.data.push(b',');
            }
            text::write(slot.key.as_bytes(), &mut self.answer.data);
            self.answer.data.push(b':');
            let start = self.answer.data.len();
            match self.slot(slot, &mut cells) {
                Ok(()) => {}
                Err(Stop::Null) if slot.nullable => {
                    self.answer.data.truncate(start);
                    self.answer.data.extend_from_slice(b"null");
                }
                Err(stop) => return Err(stop),
            }
        }
        self.answer.data.push(b'}');
        Ok(())
    }

    fn slot<'a>(
        &mut self,
        slot: &'p Slot,
        cells: &mut impl Iterator<Item = Result<Cell<'a>, Malformed>>,
    ) -> Result<(), Stop> {
        match &slot.kind {
            SlotKind::Constant(json) => {
                self.answer.data.extend_from_slice(json.as_bytes());
                Ok(())
            }
            SlotKind::Introspection => {
                (self.introspection)(&slot.key, &mut self.answer.data);
                Ok(())
            }
            SlotKind::Denied(code) => {
                self.fail(*code, &slot.key);
                Err(Stop::Null)
            }
            SlotKind::Column(column) => {
                let cell = cells.next().ok_or(Malformed("record has too few fields"))??;
                match cell {
                    (_, None) if slot.nullable && !matches!(column, Column::Guarded(..)) => {
                        self.answer.data.extend_from_slice(b"null");
                        Ok(())
                    }
                    (oid, bytes) => self.column(slot, column, oid, bytes),
                }
            }
        }
    }

    fn column(
        &mut self,
        slot: &'p Slot,
        column: &'p Column,
        oid: u32,
        bytes: Option<&[u8]>,
    ) -> Result<(), Stop> {
        let Some(bytes) = bytes else {
            let code = match column {
                Column::Guarded(_, code) => *code,
                Column::Value(_) | Column::Object(_) | Column::List(_) if slot.nullable => {
                    return Err(Stop::Null);
                }
                Column::Value(_) | Column::Object(_) | Column::List(_) => slot.missing,
            };
            self.fail(code, &slot.key);
            return Err(Stop::Null);
        };
        match column {
            Column::Value(ty) => Ok(scalar::write(ty, oid, bytes, &mut self.answer.data)?),
            Column::Object(shape) => {
                self.path.push(Step::Key(&slot.key));
                let written = self.record(shape, wire::record(bytes)?);
                self.path.pop();
                written
            }
            Column::List(shape) => {
                self.path.push(Step::Key(&slot.key));
                let written = self.list(shape, bytes);
                self.path.pop();
                written
            }
            Column::Guarded(inner, _) => {
                let (oid, bytes) =
                    wire::record(bytes)?.next().ok_or(Malformed("guarded record without a field"))??;
                self.column(slot, inner, oid, bytes)
            }
        }
    }

    fn list(&mut self, shape: &'p Record, bytes: &[u8]) -> Result<(), Stop> {
        self.answer.data.push(b'[');
        for (at, element) in wire::array(bytes)?.enumerate() {
            if at > 0 {
                self.answer.data.push(b',');
            }
            let (_, bytes) = element?;
            let bytes = bytes.ok_or(Malformed("list holds a null record"))?;
            self.path.push(Step::Index(at));
            let written = self.record(shape, wire::record(bytes)?);
            self.path.pop();
            written?;
        }
        self.answer.data.push(b']');
        Ok(())
    }

    fn fail(&mut self, code: Code, key: &str) {
        if self.answer.errors.len() >= self.max_errors {
            self.answer.unlisted += 1;
            return;
        }
        let mut path: Vec<PathItem> = self
            .path
            .iter()
            .map(|step| match step {
                Step::Key(key) => PathItem::Key((*key).to_owned()),
                Step::Index(at) => PathItem::Index(*at),
            })
            .collect();
        path.push(PathItem::Key(key.to_owned()));
        self.answer.errors.push(Failure::plain(code).at(path));
    }
}
