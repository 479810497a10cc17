//! The grammar of types: `TYPE`, `TYPE?`, `TYPE = expr`, `TYPE[]`, `TYPE[1..100]`, with `decimal(12,2)` for `TYPE`.

use std::ops::Range;

use crate::{Expr, Name, SyntaxError, parse};

/// A type as written.
#[derive(Debug, Clone, PartialEq)]
pub struct TypeSyntax {
    /// `varchar`, `Customer`.
    pub name: Name,
    /// `(12,2)`
    pub arguments: Vec<u32>,
    /// `[]`, `[1..100]`
    pub list: Option<ListBounds>,
    /// `?`
    pub nullable: bool,
    /// `= expr`; its ranges are ranges of the whole text.
    pub default: Option<Expr>,
    /// Bytes of the type alone, without the default.
    pub range: Range<usize>,
}

/// Bounds of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListBounds {
    /// Least and most elements, if given.
    pub bounds: Option<(u32, u32)>,
}

/// Reads a type, with its default if there is one.
///
/// # Errors
/// What is not of the grammar, with its range; at least one.
pub fn parse_type(text: &str) -> Result<TypeSyntax, Vec<SyntaxError>> {
    let (ty, default) = match text.split_once('=') {
        Some((ty, default)) => (ty, Some(default)),
        None => (text, None),
    };
    let mut syntax = parse_type_only(ty).map_err(|it| vec![it])?;
    if let Some(default) = default {
        let offset = text.len() - default.len();
        let parsed = parse(default)
            .map_err(|errors| errors.into_iter().map(|it| moved_error(it, offset)).collect::<Vec<_>>())?;
        syntax.default = Some(moved(parsed, offset));
    }
    Ok(syntax)
}

/// Reads a type without a default.
pub(crate) fn parse_type_only(text: &str) -> Result<TypeSyntax, SyntaxError> {
    let mut rest = Cursor { text, at: 0 };
    rest.skip_space();
    let start = rest.at;
    let name = rest.name()?;
    let arguments = if rest.eat("(") { rest.arguments()? } else { Vec::new() };
    let mut list = None;
    let mut nullable = false;
    loop {
        if list.is_none() && !nullable && rest.eat("[") {
            list = Some(rest.bounds()?);
        } else if !nullable && rest.eat("?") {
            nullable = true;
        } else {
            break;
        }
    }
    let end = rest.at;
    rest.skip_space();
    if rest.at < text.len() {
        let help = "Write `TYPE`, `TYPE?`, `TYPE = default`, `TYPE[]` or `TYPE[1..100]`.";
        return Err(SyntaxError::new("the type ends before this", rest.at..text.len()).help(help));
    }
    Ok(TypeSyntax { name, arguments, list, nullable, default: None, range: start..end })
}

struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

impl Cursor<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn skip_space(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start().len();
    }

    fn eat(&mut self, token: &str) -> bool {
        let space = self.rest().len() - self.rest().trim_start().len();
        let found = self.rest().trim_start().starts_with(token);
        if found {
            self.at += space + token.len();
        }
        found
    }

    fn take(&mut self, allowed: impl Fn(char) -> bool) -> (String, Range<usize>) {
        self.skip_space();
        let taken: String = self.rest().chars().take_while(|it| allowed(*it)).collect();
        let start = self.at;
        self.at += taken.len();
        (taken, start..self.at)
    }

    fn name(&mut self) -> Result<Name, SyntaxError> {
        let (text, range) = self.take(|it| it.is_alphanumeric() || it == '_');
        if text.is_empty() {
            return Err(SyntaxError::new("a type is missing", range.start..self.text.len()));
        }
        Ok(Name { text, range })
    }

    fn number(&mut self) -> Result<u32, SyntaxError> {
        let (digits, range) = self.take(|it| it.is_ascii_digit());
        digits
            .parse()
            .map_err(|_| SyntaxError::new("a number is missing, or too large", range.start..self.text.len()))
    }

    fn arguments(&mut self) -> Result<Vec<u32>, SyntaxError> {
        let mut numbers = vec![self.number()?];
        while self.eat(",") {
            numbers.push(self.number()?);
        }
        if self.rest().starts_with('.') {
            let error = SyntaxError::new("a comma stands between the two numbers", self.at..self.at + 1);
            return Err(error.help("Write digits in all and digits behind the point: `decimal(12,2)`."));
        }
        self.expect(")")?;
        Ok(numbers)
    }

    fn bounds(&mut self) -> Result<ListBounds, SyntaxError> {
        if self.eat("]") {
            return Ok(ListBounds { bounds: None });
        }
        let least = self.number()?;
        self.expect("..")?;
        let most = self.number()?;
        self.expect("]")?;
        Ok(ListBounds { bounds: Some((least, most)) })
    }

    fn expect(&mut self, token: &str) -> Result<(), SyntaxError> {
        if self.eat(token) {
            return Ok(());
        }
        Err(SyntaxError::new(format!("`{token}` is missing"), self.at..self.text.len()))
    }
}

fn moved_error(error: SyntaxError, by: usize) -> SyntaxError {
    SyntaxError { range: error.range.start + by..error.range.end + by, ..error }
}

/// The tree with all its ranges moved.
fn moved(mut expr: Expr, by: usize) -> Expr {
    shift(&mut expr, by);
    expr
}

fn shift(expr: &mut Expr, by: usize) {
    use crate::ExprKind::{
        AnyOf, Between, Binary, Bool, Call, Case, Cast, In, IsNull, Null, Number, Path, Text, Unary,
    };
    let move_range = |range: &mut Range<usize>| *range = range.start + by..range.end + by;
    move_range(&mut expr.range);
    match &mut expr.kind {
        Null | Bool(_) | Number(_) | Text(_) => {}
        Path(names) => names.iter_mut().for_each(|it| move_range(&mut it.range)),
        Unary(_, operand) | IsNull { operand, .. } | Cast { operand, .. } => shift(operand, by),
        Binary(_, left, right) => {
            shift(left, by);
            shift(right, by);
        }
        In { operand, list, .. } => {
            shift(operand, by);
            list.iter_mut().for_each(|it| shift(it, by));
        }
        Between { operand, low, high, .. } => {
            shift(operand, by);
            shift(low, by);
            shift(high, by);
        }
        AnyOf { operand, list } => {
            shift(operand, by);
            shift(list, by);
        }
        Case { operand, branches, otherwise } => {
            operand.iter_mut().for_each(|it| shift(it, by));
            for (when, then) in branches {
                shift(when, by);
                shift(then, by);
            }
            otherwise.iter_mut().for_each(|it| shift(it, by));
        }
        Call { name, arguments, filter, .. } => {
            move_range(&mut name.range);
            arguments.iter_mut().for_each(|it| shift(it, by));
            filter.iter_mut().for_each(|it| shift(it, by));
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use pretty_assertions::assert_eq;

    use super::*;

    #[test]
    fn short_forms() {
        let ty = parse_type("varchar(50)?").unwrap();
        assert_eq!((ty.name.text.as_str(), ty.arguments, ty.nullable), ("varchar", vec![50], true));
        let ty = parse_type("CartLineInput[1..100]").unwrap();
        assert_eq!(ty.list, Some(ListBounds { bounds: Some((1, 100)) }));
        let ty = parse_type("decimal(12, 2)[]?").unwrap();
        assert_eq!((ty.arguments, ty.list.is_some(), ty.nullable), (vec![12, 2], true, true));
    }

    #[test]
    fn a_default_keeps_its_place() {
        let text = "OrderStatus = 'pending'";
        let ty = parse_type(text).unwrap();
        assert_eq!(text.get(ty.range).unwrap(), "OrderStatus");
        assert_eq!(text.get(ty.default.unwrap().range).unwrap(), "'pending'");
    }

    #[test]
    fn what_is_no_type_is_an_error() {
        for text in ["", "int int", "decimal(12", "X[1..]", "int??", "= 3", "decimal(99999999999)"] {
            assert!(parse_type(text).is_err(), "{text}");
        }
    }
}
