//! Every part of a text points at the bytes it was written with, however it was written.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use fraise_diagnostics::Sources;
use fraise_syntax::{ExprText, parse};

/// The law of an invariant written as `yaml`, and the text of the file.
fn law(yaml: &str) -> (ExprText, String) {
    let text = format!("fraise: 1\ninvariants:\n  one:\n    of: Order\n    law: {yaml}\n");
    let mut sources = Sources::new();
    let source = sources.add("schema.yaml", text.clone());
    let (document, found) = parse(source, &text);
    assert!(found.is_empty(), "{found:#?}");
    let law = document.invariants.get("one").expect("the invariant").law.clone();
    (law, text)
}

/// `part` of the text stands in the file as `written`.
fn assert_place(yaml: &str, text: &str, part: &str, written: &str) {
    let (law, file) = law(yaml);
    assert_eq!(law.as_str(), text, "{yaml}");
    let at = text.find(part).expect("a part of the text");
    let span = law.span_of(at..at + part.len());
    assert_eq!(&file[span.range()], written, "{part} of {yaml}");
    let slice = law.slice(at..at + part.len());
    assert_eq!(slice.as_str(), part);
    assert_eq!(slice.span(), span);
}

#[test]
fn plain() {
    assert_place("total >= paid", "total >= paid", "paid", "paid");
    assert_place("größe > 'ü' and x", "größe > 'ü' and x", "x", "x");
}

#[test]
fn plain_with_a_comment() {
    assert_place("total >= paid   # in full", "total >= paid", "paid", "paid");
}

#[test]
fn plain_over_several_lines() {
    let yaml = "total >=\n      paid +\n\n      fee";
    assert_place(yaml, "total >= paid +\nfee", "paid", "paid");
    assert_place(yaml, "total >= paid +\nfee", "fee", "fee");
    assert_place(yaml, "total >= paid +\nfee", "paid +\nfee", "paid +\n\n      fee");
}

#[test]
fn single_quotes() {
    assert_place("'a = ''x'' and b'", "a = 'x' and b", "b", "b");
    assert_place("'a = ''x'' and b'", "a = 'x' and b", "'x'", "''x''");
    assert_place("'a =\n      ''x'''", "a = 'x'", "x", "x");
}

#[test]
fn double_quotes() {
    assert_place(r#""a = \"x\" and b""#, "a = \"x\" and b", "b", "b");
    assert_place(r#""a = \"x\" and b""#, "a = \"x\" and b", "\"x\"", "\\\"x\\\"");
    assert_place(r#""\x41\u00e9\U0001F600\uD83D\uDE00 = b""#, "Aé😀😀 = b", "b", "b");
    assert_place(r#""\x41\u00e9\U0001F600 = b""#, "Aé😀 = b", "é", "\\u00e9");
    assert_place("\"a\\t \\n b\\\n      c   d\"", "a\t \n bc   d", "d", "d");
    assert_place("\"a  \n\n\n      b\"", "a\n\nb", "b", "b");
}

#[test]
fn folded_blocks() {
    let yaml = ">-\n      case when a\n           then b\n      else c end";
    let text = "case when a\n     then b\nelse c end";
    assert_place(yaml, text, "then b", "then b");
    assert_place(yaml, text, "else c", "else c");
    let yaml = ">-\n      a or\n      b or\n\n      c";
    assert_place(yaml, "a or b or\nc", "b", "b");
    assert_place(yaml, "a or b or\nc", "c", "c");
}

#[test]
fn literal_blocks() {
    let yaml = "|\n      a or\n        b or\n\n      c\n";
    let text = "a or\n  b or\n\nc";
    assert_place(yaml, text, "a", "a");
    assert_place(yaml, text, "b", "b");
    assert_place(yaml, text, "c", "c");
}

#[test]
fn carriage_returns_and_byte_order_marks() {
    let text = "\u{feff}fraise: 1\r\ninvariants:\r\n  one:\r\n    of: Order\r\n    law: >-\r\n      a or\r\n      bc\r\n";
    let mut sources = Sources::new();
    let source = sources.add("schema.yaml", text);
    let (document, found) = parse(source, text);
    assert!(found.is_empty(), "{found:#?}");
    let law = &document.invariants.get("one").unwrap().law;
    assert_eq!(law.as_str(), "a or bc");
    assert_eq!(&text[law.span_of(5..7).range()], "bc");
}

#[test]
fn names_paths_and_items() {
    let text = "\
fraise: 1
types:
  Order:
    fields:
      customer: {type: \"Customer?\", on_delete: restrict}
    relations:
      items: OrderItem.order
    access:
      read: [support, \"customer if owner and open\", via parent]
    indexes:
      - [customer, created_at desc]
";
    let mut sources = Sources::new();
    let source = sources.add("schema.yaml", text);
    let (document, found) = parse(source, text);
    assert!(found.is_empty(), "{found:#?}");
    let written = |span: fraise_diagnostics::Span| &text[span.range()];
    let order = document.types.entry("Order").unwrap();
    assert_eq!(written(order.name.span), "Order");
    let order = &order.value;
    assert_eq!(written(order.place), "Order");
    assert!(written(order.span).starts_with("fields:") && written(order.span).ends_with("desc]"));
    assert_eq!(written(order.keys.span("indexes").unwrap()), "indexes");
    let customer = order.fields.get("customer").unwrap();
    assert_eq!(written(customer.ty.span()), "\"Customer?\"");
    assert_eq!(written(customer.ty.span_of(8..9)), "?");
    assert_eq!(written(customer.on_delete.unwrap().span), "restrict");
    let items = &order.relations.get("items").unwrap().inverse;
    assert_eq!(
        items.segments().iter().map(|it| written(it.span)).collect::<Vec<_>>(),
        ["OrderItem", "order"]
    );
    let read = order.access.as_ref().unwrap().read.as_ref().unwrap();
    assert_eq!(
        read.iter().map(|it| written(it.span())).collect::<Vec<_>>(),
        ["support", "customer if owner and open", "via parent"]
    );
    let [customer, created] = order.indexes[0].fields.as_slice() else { panic!("two fields") };
    assert_eq!(written(customer.span()), "customer");
    assert_eq!(written(created.span()), "created_at desc");
    assert_eq!(written(created.descending.unwrap()), "desc");
}
