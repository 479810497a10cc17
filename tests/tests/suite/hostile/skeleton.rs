//! What a file says beside its texts: if two schemas differ in texts only, so must their files.

use proc_macro2::{TokenStream, TokenTree};
use squawk_syntax::SourceFile;
use squawk_syntax::ast::AstNode as _;

/// The tokens of a script, with one sign for each text; what stands in dollar quotes is looked into.
pub(super) fn sql(script: &str) -> Vec<String> {
    let tree = SourceFile::parse(script).tree();
    let tokens = tree.syntax().descendants_with_tokens().filter_map(|it| it.into_token());
    tokens.flat_map(|it| sql_token(it.text())).collect()
}

fn sql_token(token: &str) -> Vec<String> {
    let is_text = token.strip_prefix(['e', 'E']).unwrap_or(token).starts_with('\'');
    let body = token.strip_prefix('$').and_then(|it| it.split_once('$'));
    match body {
        _ if token.trim().is_empty() => Vec::new(),
        _ if is_text => vec!["'..'".to_owned()],
        Some((tag, body)) if !body.is_empty() => {
            let body = body.strip_suffix(&format!("${tag}$")).unwrap();
            // The tag is one that the body does not hold.
            [vec!["$..$".to_owned()], sql(body)].concat()
        }
        Some(_) | None => vec![token.to_owned()],
    }
}

/// The tokens of a Rust file, with one sign for each literal and for each run of comments.
pub(super) fn rust(text: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    flatten(text.parse().unwrap(), &mut tokens);
    let doc = ["#", "(", "doc", "=", "..", ")"].map(str::to_owned);
    while let Some(at) = tokens.windows(12).position(|it| it[..6] == doc && it[6..] == doc) {
        tokens.drain(at..at + 6);
    }
    tokens
}

fn flatten(stream: TokenStream, tokens: &mut Vec<String>) {
    for token in stream {
        match token {
            TokenTree::Group(group) => {
                tokens.push("(".to_owned());
                flatten(group.stream(), tokens);
                // A comma before the end comes and goes with line breaks.
                if tokens.last().is_some_and(|it| it == ",") {
                    tokens.pop();
                }
                tokens.push(")".to_owned());
            }
            TokenTree::Literal(_) => tokens.push("..".to_owned()),
            TokenTree::Ident(_) | TokenTree::Punct(_) => tokens.push(token.to_string()),
        }
    }
}

#[test]
fn what_is_no_text_is_seen() {
    assert_eq!(sql("select 'a''b', e'x'"), sql("select 'c', e'\\''"));
    assert_ne!(sql("select 'a'"), sql("select 'a'; select 'b'"));
    assert_ne!(sql("do $x$ begin end $x$"), sql("do $x$ begin null; end $x$"));
    assert_ne!(sql("select 1 -- a"), sql("select 1 -- b"));
    assert_eq!(rust("/// a\n/// b\nfn f() { \"a\" }"), rust("/// c\nfn f() { \"b\" }"));
    assert_ne!(rust("/// a\nfn f() {}"), rust("/// a\nfn f() {} fn g() {}"));
}
