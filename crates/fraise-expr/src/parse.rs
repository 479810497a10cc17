//! Text to syntax tree, up to the end of the text.

use std::ops::Range;

use sqlparser::{
    dialect::PostgreSqlDialect,
    keywords::Keyword,
    parser::{Parser, ParserError},
    tokenizer::{Token, TokenWithSpan, Tokenizer},
};

use crate::{Expr, SyntaxError, convert, locate::Locator};

/// How deep an expression may nest: `sqlparser` counts each level of parentheses, and stops before the stack ends.
pub(crate) const MAX_DEPTH: usize = 50;

/// The longest expression, in bytes.
pub(crate) const MAX_BYTES: usize = 16 * 1024;

/// The most operators of one expression: a chain of them becomes a tree as deep as it is long.
const MAX_OPERATORS: usize = 200;

/// Reads one expression.
///
/// # Errors
/// All that is outside the language, each with its range; at least one.
pub fn parse(text: &str) -> Result<Expr, Vec<SyntaxError>> {
    let locator = Locator::new(text);
    if text.trim().is_empty() {
        return Err(vec![SyntaxError::new("an expression is missing", locator.whole())]);
    }
    if text.len() > MAX_BYTES {
        return Err(vec![SyntaxError::new(format!("the expression is longer than {MAX_BYTES} bytes"), 0..0)]);
    }
    let tokens = tokens(text, &locator)?;
    if let Some(error) = foreign_spelling(&tokens, &locator) {
        return Err(vec![error]);
    }
    if let Some(error) = too_many_operators(&tokens, &locator) {
        return Err(vec![error]);
    }
    let dialect = PostgreSqlDialect {};
    let mut parser = Parser::new(&dialect).with_recursion_limit(MAX_DEPTH).with_tokens_with_locations(tokens);
    let parsed = parser.parse_expr();
    let next = parser.peek_token();
    let here = locator.range(next.span);
    match parsed {
        Err(error) => Err(vec![parser_error(&error, end_or(text, &next, here))]),
        Ok(_) if next.token != Token::EOF => {
            let found = text.get(here.clone()).unwrap_or_default().to_owned();
            let error = SyntaxError::new(format!("the expression ends before `{found}`"), here);
            Err(vec![if next.token == Token::RArrow { error.help("Write `>=`.") } else { error }])
        }
        Ok(parsed) => convert::expr(&parsed, &locator),
    }
}

pub(crate) fn tokens(text: &str, locator: &Locator<'_>) -> Result<Vec<TokenWithSpan>, Vec<SyntaxError>> {
    let dialect = PostgreSqlDialect {};
    Tokenizer::new(&dialect, text).tokenize_with_location().map_err(|error| {
        let start = locator.offset(error.location);
        vec![SyntaxError::new(lower_first(&error.message), start..text.len())]
    })
}

/// Operators of other languages, and comments, told with the spelling that is meant.
fn foreign_spelling(tokens: &[TokenWithSpan], locator: &Locator<'_>) -> Option<SyntaxError> {
    tokens.iter().find_map(|it| {
        let (found, meant) = match &it.token {
            Token::DoubleEq => ("==", "Write `=`."),
            Token::Overlap => ("&&", "Write `and`."),
            Token::ExclamationMark => ("!", "Write `not`."),
            Token::DoubleColon => ("::", "Write `cast(x as type)`."),
            Token::Placeholder(_) => ("a placeholder", "Write `input.name` for an argument."),
            Token::SemiColon => (";", "An expression is one value; it has no statements."),
            Token::Whitespace(space) if is_comment(space) => {
                ("a comment", "Comments stand in the schema, after `#`.")
            }
            Token::Word(word) if word.keyword == Keyword::SELECT => {
                ("select", "Follow relations by paths, and sum over them by aggregates: `sum(items.total)`.")
            }
            _ => return None,
        };
        let quoted = if found.contains(' ') { found.to_owned() } else { format!("`{found}`") };
        Some(
            SyntaxError::new(format!("{quoted} is not of the expression language"), locator.range(it.span))
                .help(meant),
        )
    })
}

fn too_many_operators(tokens: &[TokenWithSpan], locator: &Locator<'_>) -> Option<SyntaxError> {
    let first = tokens.iter().filter(|it| is_operator(&it.token)).nth(MAX_OPERATORS)?;
    let message = format!("the expression has more than {MAX_OPERATORS} operators");
    let error = SyntaxError::new(message, locator.range(first.span));
    Some(error.help("Ask for one of many values by `x in ('a', 'b')`, and give parts names as `rules`."))
}

/// Whether `sqlparser` makes a node of what stands before it, be it of our language or not.
fn is_operator(token: &Token) -> bool {
    match token {
        Token::Word(word) => matches!(
            word.keyword,
            Keyword::AND
                | Keyword::AT
                | Keyword::BETWEEN
                | Keyword::COLLATE
                | Keyword::DIV
                | Keyword::ILIKE
                | Keyword::IN
                | Keyword::IS
                | Keyword::LIKE
                | Keyword::MEMBER
                | Keyword::NOT
                | Keyword::NOTNULL
                | Keyword::OPERATOR
                | Keyword::OR
                | Keyword::OVERLAPS
                | Keyword::REGEXP
                | Keyword::RLIKE
                | Keyword::SIMILAR
                | Keyword::XOR
        ),
        Token::EOF
        | Token::Whitespace(_)
        | Token::Number(..)
        | Token::SingleQuotedString(_)
        | Token::Comma
        | Token::Period
        | Token::LParen
        | Token::RParen => false,
        _ => true,
    }
}

fn is_comment(space: &sqlparser::tokenizer::Whitespace) -> bool {
    use sqlparser::tokenizer::Whitespace;
    matches!(space, Whitespace::SingleLineComment { .. } | Whitespace::MultiLineComment(_))
}

pub(crate) fn parser_error(error: &ParserError, range: Range<usize>) -> SyntaxError {
    match error {
        ParserError::TokenizerError(message) | ParserError::ParserError(message) => {
            let message = message.split(" at Line:").next().unwrap_or_default();
            if message.starts_with("Expected: (, found") {
                return SyntaxError::new("a list in parentheses is expected", range)
                    .help("Write `x in ('a', 'b')`; what is in a list field is asked by `x = any(field)`.");
            }
            SyntaxError::new(lower_first(message), range)
        }
        ParserError::RecursionLimitExceeded => SyntaxError::new("the expression nests too deep", range),
    }
}

/// The end of the text stands for a place behind its last token.
fn end_or(text: &str, next: &TokenWithSpan, here: Range<usize>) -> Range<usize> {
    match next.token {
        Token::EOF => text.trim_end().len()..text.trim_end().len(),
        _ => here,
    }
}

fn lower_first(message: &str) -> String {
    let mut letters = message.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

    use pretty_assertions::assert_eq;

    use super::*;
    use crate::ExprKind;

    fn error(text: &str) -> (String, Option<String>) {
        let errors = parse(text).unwrap_err();
        let first = errors.into_iter().next().unwrap();
        (format!("{} @{}", first.message, text.get(first.range).unwrap()), first.help)
    }

    #[test]
    fn paths_through_reserved_words_are_names() {
        for text in [
            "user = viewer",
            "date > today()",
            "order.status = 'pending'",
            "return.order = order_item.order",
            "left(name, 2)",
            "type <> value",
        ] {
            assert!(parse(text).is_ok(), "{text}: {:?}", parse(text));
        }
    }

    #[test]
    fn chains_are_of_a_bounded_length() {
        // The steps of `sqlparser` take much more of the stack in this build than in a release.
        let large_stack = std::thread::Builder::new().stack_size(32 * 1024 * 1024);
        large_stack.spawn(chains).unwrap().join().unwrap();
    }

    fn chains() {
        for (link, most) in
            [(" + 1", 200), (" or a", 200), (" collate a", 200), (" ^ a", 200), (" is null", 200)]
        {
            let chain = |links: usize| format!("a{}", link.repeat(links));
            let is_bounded =
                |it: &str| error(it).0.starts_with("the expression has more than 200 operators @");
            assert!(is_bounded(&chain(most + 1)) && is_bounded(&chain(1500)), "{link}");
            assert!(parse(&chain(most)).is_ok() || !is_bounded(&chain(most)), "{link}");
        }
    }

    #[test]
    fn the_storefronts_forms_are_read() {
        for text in [
            "coalesce(sum(payments.amount) filter (where payments.status = 'completed'), 0) >= total",
            "case when bool_or(payments.status = 'completed') then 'completed' else 'pending' end",
            "value between 1 and 5",
            "cast(count(*) as decimal) / nullif(count(Cart) filter (where Cart.created_at >= now()), 0)",
            "line.condition is distinct from 'defective'",
            "created_at > now() - cast('24 hours' as interval)",
            "extract(year from created_at)",
            "status not in ('pending', 'cancelled')",
            "not bool_or(order.fulfillments.status = 'shipped')",
            "name not like 'a%' and x = any(tags)",
            "position('a' in name) + length(trim(name))",
        ] {
            assert!(parse(text).is_ok(), "{text}: {:?}", parse(text));
        }
    }

    #[test]
    fn names_know_their_place() {
        let expr = parse("a >= 0 and\n  bé.c = 1").unwrap();
        let ExprKind::Binary(_, _, right) = expr.kind else { panic!("not an and") };
        let ExprKind::Binary(_, path, _) = right.kind else { panic!("not an equality") };
        let ExprKind::Path(names) = path.kind else { panic!("not a path") };
        let places: Vec<_> = names.iter().map(|it| (it.text.as_str(), it.range.clone())).collect();
        assert_eq!(places, [("bé", 13..16), ("c", 17..18)]);
    }

    #[test]
    fn nothing_is_read_past_the_end_in_silence() {
        assert_eq!(error("total >= 0; DROP TABLE x").0, "`;` is not of the expression language @;");
        assert_eq!(error("total >= 0 total").0, "the expression ends before `total` @total");
    }

    #[test]
    fn other_spellings_are_told() {
        assert_eq!(error("a == b").1.unwrap(), "Write `=`.");
        assert_eq!(error("a && b").1.unwrap(), "Write `and`.");
        assert_eq!(error("a::int").1.unwrap(), "Write `cast(x as type)`.");
        assert_eq!(error("a - interval '7 days'").1.unwrap(), "Write `cast('7 days' as interval)`.");
        assert!(error("a > date '2026-01-01'").1.unwrap().contains("as date)"));
        assert_eq!(error("a => b").1.unwrap(), "Write `>=`.");
        assert!(error("'a' in tags").1.unwrap().contains("= any("));
        assert_eq!(error("a -- b").1.unwrap(), "Comments stand in the schema, after `#`.");
        assert_eq!(error("a in (select 1)").0, "`select` is not of the expression language @select");
    }

    #[test]
    fn deep_nesting_is_an_error() {
        let deep = format!("{}a{}", "(".repeat(5000), ")".repeat(5000));
        assert!(parse(&deep).is_err());
        let long = vec!["a"; 20_000].join("+");
        assert!(parse(&long).is_err());
    }
}
