//! The SQL of views: one SELECT, cut into pieces of which none can be anything but what it looks like.
//!
//! The author's SQL is taken at his word, and at nothing else. It is read by `sqlparser` up to its end and must be one
//! SELECT; then it is kept piece by piece: words, quoted names, numbers, texts and signs from a closed list. Comments are
//! left out, and what PostgreSQL and `psql` read in several ways (backslashes, dollar quotes, colons) is refused. So the
//! author's words and lines stay as they are, and whoever prints them writes every name and text in quotes of his own.

use std::ops::{ControlFlow, Range};

use serde::Serialize;
use sqlparser::{
    ast::{
        Expr, Ident, ObjectName, Query, Select, SelectItem, SetExpr, Statement, TableFactor, Visit as _,
        Visitor,
    },
    dialect::PostgreSqlDialect,
    parser::Parser,
    tokenizer::{Token, TokenWithSpan, Whitespace},
};

use crate::{
    SyntaxError,
    locate::Locator,
    parse::{MAX_BYTES, MAX_DEPTH, parser_error, tokens},
    syntax::Name,
};

/// A piece of the text of a view.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum SqlPiece {
    /// A key word or a name without quotes.
    Word(String),
    /// A name in quotes, without them.
    Quoted(String),
    /// Plain digits with an optional point.
    Number(String),
    /// A text in quotes, without them.
    Text(String),
    /// A sign or an operator.
    Sign(&'static str),
    /// Blanks within a line.
    Blank,
    /// The end of a line, and the blanks before the next.
    Line(usize),
    /// A table or a view, by position in [`ViewSyntax::relations`].
    Relation(usize),
}

/// The text of a view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ViewSyntax {
    /// All of it.
    pub pieces: Vec<SqlPiece>,
    /// The tables and views that it reads, as often as it names them.
    pub relations: Vec<Relation>,
    /// The name of each column that it selects, where it is known; none if it is made of `values`.
    pub columns: Option<Vec<Option<Name>>>,
    /// The names that it gives to parts of itself by `with`.
    pub parts: Vec<Name>,
}

/// A table or a view in the text of a view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relation {
    /// The schema, if it is said.
    pub schema: Option<String>,
    /// The name, as PostgreSQL reads it.
    pub name: Name,
}

/// Reads the text of a view.
///
/// # Errors
/// What keeps it from being one SELECT; at least one.
pub fn parse_view(text: &str) -> Result<ViewSyntax, Vec<SyntaxError>> {
    let locator = Locator::new(text);
    if text.len() > MAX_BYTES {
        return Err(vec![SyntaxError::new(format!("the SQL is longer than {MAX_BYTES} bytes"), 0..0)]);
    }
    let tokens = tokens(text, &locator)?;
    let mut pieces: Vec<(SqlPiece, Range<usize>)> = Vec::new();
    let mut errors = Vec::new();
    for token in &tokens {
        let range = locator.range(token.span);
        match piece(&token.token) {
            Ok(piece) => pieces.push((piece, range)),
            Err(Refused { what, help }) => errors.push(SyntaxError::new(what, range).help(help)),
        }
    }
    if !errors.is_empty() {
        return Err(errors);
    }
    not_too_deep(&pieces)?;
    let found = with_room(|| selected(&tokens, text, &locator))?;
    let relations = found.relations;
    let pieces = with_relations(pieces, &relations);
    let relations = relations.into_iter().map(|(relation, _)| relation).collect();
    Ok(ViewSyntax { pieces: laid_out(pieces), relations, columns: found.columns, parts: found.parts })
}

/// How deep parentheses may nest.
const DEEPEST_PARENTHESES: usize = 24;

/// Memory for the calls of the parser: a level of subselects takes some hundred kilobytes of it.
const STACK: usize = 128 * 1024 * 1024;

fn not_too_deep(pieces: &[(SqlPiece, Range<usize>)]) -> Result<(), Vec<SyntaxError>> {
    let mut depth = 0_usize;
    for (piece, range) in pieces {
        match piece {
            SqlPiece::Sign("(" | "[") => depth += 1,
            SqlPiece::Sign(")" | "]") => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEEPEST_PARENTHESES {
            return Err(vec![SyntaxError::new("the SQL nests too deep", range.clone())]);
        }
    }
    Ok(())
}

/// Reads on a stack of its own, since `sqlparser` calls itself for each level, and a caller may have little room left.
fn with_room<T: Send>(
    read: impl FnOnce() -> Result<T, Vec<SyntaxError>> + Send,
) -> Result<T, Vec<SyntaxError>> {
    let failed = || Err(vec![SyntaxError::new("there is not enough memory to read this", 0..0)]);
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, read);
        thread.map_or_else(|_| failed(), |it| it.join().unwrap_or_else(|_| failed()))
    })
}

/// A token that a view may not have.
struct Refused {
    what: String,
    help: &'static str,
}

fn piece(token: &Token) -> Result<SqlPiece, Refused> {
    if let Some(sign) = sign(token) {
        return Ok(SqlPiece::Sign(sign));
    }
    let refused = |what: &str, help| Err(Refused { what: what.to_owned(), help });
    match token {
        Token::EOF => Ok(SqlPiece::Blank),
        Token::Word(word) if word.quote_style.is_some() => Ok(SqlPiece::Quoted(word.value.clone())),
        Token::Word(word) => Ok(SqlPiece::Word(word.value.clone())),
        Token::Number(digits, false) if is_plain(digits) => Ok(SqlPiece::Number(digits.clone())),
        Token::SingleQuotedString(text) => Ok(SqlPiece::Text(text.clone())),
        Token::Whitespace(Whitespace::Newline | Whitespace::SingleLineComment { .. }) => {
            Ok(SqlPiece::Line(0))
        }
        Token::Whitespace(Whitespace::Space | Whitespace::Tab | Whitespace::MultiLineComment(_)) => {
            Ok(SqlPiece::Blank)
        }
        Token::SemiColon => refused("`;` ends no view", "A view is one SELECT, without a semicolon."),
        Token::Number(..) => {
            refused("a number in another spelling", "Write it in plain digits, as in `1.50`.")
        }
        Token::DollarQuotedString(_)
        | Token::EscapedStringLiteral(_)
        | Token::UnicodeStringLiteral(_)
        | Token::NationalStringLiteral(_) => {
            refused("a text in another spelling", "Write it in single quotes, as in `'it''s'`.")
        }
        Token::Colon => refused("`:` is not taken in a view", "Write a cast by `::` or `cast(x as type)`."),
        other => Err(Refused {
            what: format!("`{other}` is not taken in a view"),
            help: "A view has words, quoted names and texts, numbers and PostgreSQL's usual operators.",
        }),
    }
}

fn is_plain(digits: &str) -> bool {
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    [whole, part].iter().all(|it| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit()))
}

/// Signs and operators of PostgreSQL that nothing else gives a meaning to.
fn sign(token: &Token) -> Option<&'static str> {
    Some(match token {
        Token::Comma => ",",
        Token::Eq => "=",
        Token::Neq => "<>",
        Token::Lt => "<",
        Token::Gt => ">",
        Token::LtEq => "<=",
        Token::GtEq => ">=",
        Token::Plus => "+",
        Token::Minus => "-",
        Token::Mul => "*",
        Token::Div => "/",
        Token::Mod => "%",
        Token::StringConcat => "||",
        Token::LParen => "(",
        Token::RParen => ")",
        Token::Period => ".",
        Token::DoubleColon => "::",
        Token::LBracket => "[",
        Token::RBracket => "]",
        Token::Tilde => "~",
        Token::TildeAsterisk => "~*",
        Token::ExclamationMarkTilde => "!~",
        Token::ExclamationMarkTildeAsterisk => "!~*",
        Token::Overlap => "&&",
        Token::Arrow => "->",
        Token::LongArrow => "->>",
        Token::HashArrow => "#>",
        Token::HashLongArrow => "#>>",
        Token::AtArrow => "@>",
        Token::ArrowAt => "<@",
        Token::AtAt => "@@",
        Token::Question => "?",
        Token::QuestionAnd => "?&",
        Token::QuestionPipe => "?|",
        _ => return None,
    })
}

/// What a statement says about its tables and columns.
#[derive(Default)]
struct Found {
    relations: Vec<(Relation, Range<usize>)>,
    columns: Option<Vec<Option<Name>>>,
    parts: Vec<Name>,
}

fn selected(tokens: &[TokenWithSpan], text: &str, locator: &Locator<'_>) -> Result<Found, Vec<SyntaxError>> {
    let dialect = PostgreSqlDialect {};
    let mut parser =
        Parser::new(&dialect).with_recursion_limit(MAX_DEPTH).with_tokens_with_locations(tokens.to_vec());
    let parsed = parser.parse_statement();
    let next = parser.peek_token();
    let here = locator.range(next.span);
    let statement = match parsed {
        Ok(statement) if next.token == Token::EOF => statement,
        Ok(_) => return Err(vec![SyntaxError::new("the SELECT ends here, and more follows", here)]),
        Err(error) => {
            let end = text.trim_end().len();
            let range = if next.token == Token::EOF { end..end } else { here };
            return Err(vec![parser_error(&error, range)]);
        }
    };
    let Statement::Query(query) = &statement else {
        return Err(vec![not_a_select(locator.whole())]);
    };
    let mut walk = Walk { locator, statements: 0, found: Found::default(), errors: Vec::new() };
    let _ = statement.visit(&mut walk);
    walk.found.columns = columns(&query.body, locator);
    if walk.errors.is_empty() { Ok(walk.found) } else { Err(walk.errors) }
}

fn not_a_select(range: Range<usize>) -> SyntaxError {
    SyntaxError::new("a view is one SELECT", range).help("It reads rows and changes nothing.")
}

/// Looks at every query, table and expression of a statement.
struct Walk<'a, 'text> {
    locator: &'a Locator<'text>,
    statements: usize,
    found: Found,
    errors: Vec<SyntaxError>,
}

impl Walk<'_, '_> {
    fn error(&mut self, error: SyntaxError) {
        self.errors.push(error);
    }

    fn name(&self, ident: &Ident) -> Name {
        name(ident, self.locator)
    }
}

impl Visitor for Walk<'_, '_> {
    type Break = ();

    fn pre_visit_statement(&mut self, _: &Statement) -> ControlFlow<()> {
        self.statements += 1;
        if self.statements > 1 {
            self.error(not_a_select(self.locator.whole()));
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_query(&mut self, query: &Query) -> ControlFlow<()> {
        let parts = query.with.iter().flat_map(|with| &with.cte_tables);
        let parts: Vec<Name> = parts.map(|it| self.name(&it.alias.name)).collect();
        self.found.parts.extend(parts);
        if !query.locks.is_empty() {
            let error = SyntaxError::new("a view locks no rows", self.locator.whole());
            self.error(error.help("Leave out `for update` and its kin."));
        }
        if !is_select(&query.body) {
            self.error(not_a_select(self.locator.whole()));
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_select(&mut self, select: &Select) -> ControlFlow<()> {
        if select.into.is_some() {
            self.error(not_a_select(self.locator.whole()));
        }
        for item in &select.projection {
            let range = match item {
                SelectItem::Wildcard(options) => self.locator.range(options.wildcard_token.0.span),
                SelectItem::QualifiedWildcard(_, options) => {
                    self.locator.range(options.wildcard_token.0.span)
                }
                SelectItem::UnnamedExpr(_)
                | SelectItem::ExprWithAlias { .. }
                | SelectItem::ExprWithAliases { .. } => continue,
            };
            let error = SyntaxError::new(
                "`*` is all columns that there are, and more from one day to the next",
                range,
            );
            self.error(error.help("Name the columns; `exists (select from ..)` needs none."));
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_table_factor(&mut self, factor: &TableFactor) -> ControlFlow<()> {
        // A function that gives rows is called by its name.
        if let TableFactor::Table { name, args: None, .. } = factor {
            match relation(name, self.locator) {
                Some(relation) => self.found.relations.push(relation),
                None => {
                    let error =
                        SyntaxError::new("a table is a name, or a schema and a name", self.locator.whole());
                    self.error(error);
                }
            }
        }
        ControlFlow::Continue(())
    }
}

/// Selects, and what puts selects together.
fn is_select(body: &SetExpr) -> bool {
    match body {
        SetExpr::Select(_) | SetExpr::Query(_) | SetExpr::Values(_) => true,
        SetExpr::SetOperation { left, right, .. } => is_select(left) && is_select(right),
        SetExpr::Insert(_)
        | SetExpr::Update(_)
        | SetExpr::Delete(_)
        | SetExpr::Merge(_)
        | SetExpr::Table(_) => false,
    }
}

fn relation(name: &ObjectName, locator: &Locator<'_>) -> Option<(Relation, Range<usize>)> {
    let parts: Option<Vec<&Ident>> = name.0.iter().map(|it| it.as_ident()).collect();
    let (schema, last) = match parts?.as_slice() {
        [last] => (None, *last),
        [schema, last] => (Some(*schema), *last),
        _ => return None,
    };
    let first = schema.unwrap_or(last);
    let range = locator.range(first.span).start..locator.range(last.span).end;
    Some((Relation { schema: schema.map(folded), name: self::name(last, locator) }, range))
}

fn name(ident: &Ident, locator: &Locator<'_>) -> Name {
    Name { text: folded(ident), range: locator.range(ident.span) }
}

/// PostgreSQL reads a name without quotes in small letters.
fn folded(ident: &Ident) -> String {
    if ident.quote_style.is_some() { ident.value.clone() } else { ident.value.to_lowercase() }
}

/// The columns of the first select.
fn columns(body: &SetExpr, locator: &Locator<'_>) -> Option<Vec<Option<Name>>> {
    match body {
        SetExpr::Select(select) => Some(select.projection.iter().map(|it| column(it, locator)).collect()),
        SetExpr::Query(query) => columns(&query.body, locator),
        SetExpr::SetOperation { left, .. } => columns(left, locator),
        SetExpr::Values(_)
        | SetExpr::Insert(_)
        | SetExpr::Update(_)
        | SetExpr::Delete(_)
        | SetExpr::Merge(_)
        | SetExpr::Table(_) => None,
    }
}

fn column(item: &SelectItem, locator: &Locator<'_>) -> Option<Name> {
    match item {
        SelectItem::ExprWithAlias { alias, .. } => Some(name(alias, locator)),
        SelectItem::UnnamedExpr(Expr::Identifier(ident)) => Some(name(ident, locator)),
        SelectItem::UnnamedExpr(Expr::CompoundIdentifier(parts)) => parts.last().map(|it| name(it, locator)),
        SelectItem::UnnamedExpr(_)
        | SelectItem::ExprWithAliases { .. }
        | SelectItem::QualifiedWildcard(..)
        | SelectItem::Wildcard(_) => None,
    }
}

/// The pieces with the names of tables and views as one piece each.
fn with_relations(
    pieces: Vec<(SqlPiece, Range<usize>)>,
    relations: &[(Relation, Range<usize>)],
) -> Vec<SqlPiece> {
    let mut all = Vec::new();
    for (piece, range) in pieces {
        let place = relations.iter().position(|(_, it)| it.start <= range.start && range.end <= it.end);
        match place {
            Some(place) if relations.get(place).is_some_and(|(_, it)| it.start == range.start) => {
                all.push(SqlPiece::Relation(place));
            }
            Some(_) if !range.is_empty() => {}
            Some(_) | None => all.push(piece),
        }
    }
    all
}

/// The most blanks that a line begins with.
const DEEPEST: usize = 40;

/// Blanks one by one, none at the end of a line, and neither blanks nor lines at both ends.
fn laid_out(pieces: Vec<SqlPiece>) -> Vec<SqlPiece> {
    let mut all: Vec<SqlPiece> = Vec::new();
    for piece in pieces {
        match (piece, all.last_mut()) {
            (SqlPiece::Blank | SqlPiece::Line(_), None) => {}
            (SqlPiece::Blank, Some(SqlPiece::Line(blanks))) => *blanks = (*blanks + 1).min(DEEPEST),
            (SqlPiece::Blank, Some(SqlPiece::Blank)) => {}
            (SqlPiece::Line(_), Some(last @ (SqlPiece::Blank | SqlPiece::Line(_)))) => {
                *last = SqlPiece::Line(0)
            }
            (piece, _) => all.push(piece),
        }
    }
    while let Some(SqlPiece::Blank | SqlPiece::Line(_)) = all.last() {
        all.pop();
    }
    all
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use pretty_assertions::assert_eq;

    use super::*;

    fn told(text: &str) -> String {
        let errors = parse_view(text).unwrap_err();
        let first = errors.first().unwrap();
        first.message.clone()
    }

    fn printed(text: &str) -> String {
        let view = parse_view(text).unwrap();
        let piece = |it: &SqlPiece| match it {
            SqlPiece::Word(it) | SqlPiece::Number(it) => it.clone(),
            SqlPiece::Quoted(it) => format!("\"{it}\""),
            SqlPiece::Text(it) => format!("'{it}'"),
            SqlPiece::Sign(it) => (*it).to_owned(),
            SqlPiece::Blank => " ".to_owned(),
            SqlPiece::Line(blanks) => format!("\n{}", " ".repeat(*blanks)),
            SqlPiece::Relation(it) => format!("<{}>", view.relations.get(*it).unwrap().name.text),
        };
        view.pieces.iter().map(piece).collect()
    }

    #[test]
    fn words_and_lines_stay_and_comments_go() {
        let text = "select o.id, -- the order\n       sum(x) as \"Total\"  /* \\! rm */\n  from Orders o, public.\"Lines\"\nwhere a = 'it''s' ";
        let kept = "select o.id,\n       sum(x) as \"Total\"\n  from <orders> o, <Lines>\nwhere a = 'it's'";
        assert_eq!(printed(text), kept);
    }

    #[test]
    fn tables_are_found_wherever_they_are_read() {
        let names = |text: &str| -> Vec<String> {
            let view = parse_view(text).unwrap();
            view.relations.into_iter().map(|it| it.name.text).collect()
        };
        assert_eq!(names("select 1 from a join b using (id) where exists (select from c)"), ["a", "b", "c"]);
        assert_eq!(
            names("with x as (select 1 from a) select (select max(id) from b) from x"),
            ["a", "b", "x"]
        );
        assert_eq!(names("select 1 from a union all select 2 from (select 1 from b) s"), ["a", "b"]);
        assert_eq!(names("select extract(year from day) from generate_series(1, 2) g, a"), ["a"]);
        assert_eq!(names("select row_number() over (order by (select 1 from b)) from a"), ["b", "a"]);
    }

    #[test]
    fn columns_have_names_where_they_are_known() {
        let view = parse_view("select a.Day, sum(x), \"N\" as n from a union select 1, 2, 3").unwrap();
        let names: Vec<Option<String>> =
            view.columns.unwrap().into_iter().map(|it| it.map(|it| it.text)).collect();
        assert_eq!(names, [Some("day".to_owned()), None, Some("n".to_owned())]);
    }

    #[test]
    fn nothing_but_one_select_is_taken() {
        for text in [
            "delete from a",
            "with x as (delete from a returning id) select id from x",
            "with x as (insert into a values (1) returning id) select id from x",
            "select 1 as x into b from a",
            "table a",
            "create table b as select 1",
            "select * from a",
            "select a.* from a",
            "select id from a for update",
            "select 1; drop table a",
            "select 1;",
            "select 1 select 2",
            "select id from a where",
            "",
            "   ",
        ] {
            assert!(parse_view(text).is_err(), "{text}");
        }
        assert_eq!(told("select 1; drop table a"), "`;` ends no view");
        assert_eq!(told("delete from a"), "a view is one SELECT");
    }

    #[test]
    fn what_can_be_read_in_two_ways_is_refused() {
        for text in [
            r"select \! rm",
            r"select 1 \; drop table a",
            "select :name",
            "select x[1:2] from a",
            "select $1",
            "select $$a$$",
            "select E'\\''",
            "select U&'a'",
            "select 1e5",
            "select 0x1f",
            "select b'1'",
            "select {x}",
            "select `x`",
        ] {
            assert!(parse_view(text).is_err(), "{text}");
        }
    }

    #[test]
    fn deep_nesting_is_an_error() {
        let nested = |depth| {
            let (open, close) = ("select x from (".repeat(depth), ") as t".repeat(depth));
            parse_view(&format!("{open}select x from a{close}"))
        };
        assert!(nested(DEEPEST_PARENTHESES - 5).is_ok());
        assert!(nested(DEEPEST_PARENTHESES + 1).is_err());
        assert!(parse_view(&format!("select {}1{}", "(".repeat(5000), ")".repeat(5000))).is_err());
        assert!(parse_view(&format!("select {}1", "not ".repeat(3000))).is_err());
    }
}
