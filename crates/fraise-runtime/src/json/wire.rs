//! Reading PostgreSQL's binary format of records and arrays.
//!
//! A record is the number of its fields, then for each field the oid of its type, a length (-1: null) and the
//! bytes. An array is dimensions, a flag, the oid of the elements, for each dimension size and lower bound, then for
//! each element length and bytes. All numbers are big-endian.

/// The bytes are not what the plan says they are: a fault of ours, or of a server that we do not know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Malformed(pub(crate) &'static str);

/// Bytes that are still to be read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wire<'a>(pub(crate) &'a [u8]);

impl<'a> Wire<'a> {
    pub(crate) fn bytes(&mut self, length: usize) -> Result<&'a [u8], Malformed> {
        let (head, tail) = self.0.split_at_checked(length).ok_or(Malformed("value ends too early"))?;
        self.0 = tail;
        Ok(head)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Malformed> {
        let (head, tail) = self.0.split_first_chunk::<N>().ok_or(Malformed("value ends too early"))?;
        self.0 = tail;
        Ok(*head)
    }

    pub(crate) fn i16(&mut self) -> Result<i16, Malformed> {
        self.array().map(i16::from_be_bytes)
    }

    pub(crate) fn u16(&mut self) -> Result<u16, Malformed> {
        self.array().map(u16::from_be_bytes)
    }

    pub(crate) fn i32(&mut self) -> Result<i32, Malformed> {
        self.array().map(i32::from_be_bytes)
    }

    pub(crate) fn u32(&mut self) -> Result<u32, Malformed> {
        self.array().map(u32::from_be_bytes)
    }

    pub(crate) fn i64(&mut self) -> Result<i64, Malformed> {
        self.array().map(i64::from_be_bytes)
    }

    /// A length and so many bytes; none for null.
    fn value(&mut self) -> Result<Option<&'a [u8]>, Malformed> {
        match usize::try_from(self.i32()?) {
            Ok(length) => self.bytes(length).map(Some),
            Err(_) => Ok(None),
        }
    }

    pub(crate) fn end(self) -> Result<(), Malformed> {
        if self.0.is_empty() { Ok(()) } else { Err(Malformed("value is too long")) }
    }
}

/// A value of a type, as it stands in a record; none for null.
pub(crate) type Cell<'a> = (u32, Option<&'a [u8]>);

/// The fields of a record.
pub(crate) fn record(bytes: &[u8]) -> Result<impl Iterator<Item = Result<Cell<'_>, Malformed>>, Malformed> {
    let mut wire = Wire(bytes);
    let count = wire.i32()?;
    Ok((0..count).map(move |_| Ok((wire.u32()?, wire.value()?))))
}

/// The elements of an array of one dimension, or of none.
pub(crate) fn array(bytes: &[u8]) -> Result<impl Iterator<Item = Result<Cell<'_>, Malformed>>, Malformed> {
    let mut wire = Wire(bytes);
    let dimensions = wire.i32()?;
    let _has_null = wire.i32()?;
    let element = wire.u32()?;
    let count = match dimensions {
        0 => 0,
        1 => {
            let size = wire.i32()?;
            let _lower_bound = wire.i32()?;
            size
        }
        _ => return Err(Malformed("array of several dimensions")),
    };
    Ok((0..count).map(move |_| Ok((element, wire.value()?))))
}
