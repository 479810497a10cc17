//! What findings look like in each format.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use fraise_diagnostics::{Code, Diagnostic, Diagnostics, Fix, Format, SourceId, Sources, Span, render};

const SHOP: &str = "\
fraise: 1
service: shop
types:
  Ordér:
    fields:
      status: OrderStatus = 'pendign'
      total: {type: money, uniqe: true}
";
const ENUMS: &str = "enums:\r\n  OrderStatus: [pending, done]\r\n";

struct Case {
    sources: Sources,
    shop: SourceId,
    enums: SourceId,
}

impl Case {
    fn new() -> Self {
        let mut sources = Sources::new();
        let shop = sources.add("schemas/my shop.yaml", SHOP);
        let enums = sources.add("schemas/enums.yaml", ENUMS);
        Self { sources, shop, enums }
    }

    fn at(&self, source: SourceId, text: &str) -> Span {
        let start = self.sources.text(source).find(text).unwrap();
        Span::new(source, start, start + text.len())
    }

    fn findings(&self) -> Diagnostics {
        let member = self.at(self.shop, "pendign");
        let key = self.at(self.shop, "uniqe");
        let fields = Span::new(self.shop, SHOP.find("fields").unwrap(), SHOP.trim_end().len());
        [
            Diagnostic::new(Code::F0505, member, "the enum `OrderStatus` has no member `pendign`")
                .label("did you mean `pending`?")
                .secondary(self.at(self.enums, "OrderStatus"), "declared here")
                .help("Its members are `pending` and `done`.")
                .fix(Fix::replace("write `pending`", member, "pending")),
            Diagnostic::new(Code::F0101, key, "a field has no key `uniqe`")
                .secondary(self.at(self.shop, "total"), "in this field")
                .fix(Fix::replace("rename to `unique`", key, "unique")),
            Diagnostic::new(Code::F0514, fields, "100% of this, on several lines: it is a note, a warning"),
            Diagnostic::new(Code::F0605, Span::new(self.shop, SHOP.len(), SHOP.len()), "the end").fix(
                Fix::replace("add a line", Span::new(self.shop, SHOP.len(), SHOP.len()), "    access: {}\n"),
            ),
        ]
        .into_iter()
        .collect()
    }

    fn show(&self, format: Format) -> String {
        render(&self.findings(), &self.sources, format)
    }
}

#[test]
fn human() {
    insta::assert_snapshot!(Case::new().show(Format::Human { color: false }));
}

#[test]
fn human_in_colour() {
    let shown = Case::new().show(Format::Human { color: true });
    assert!(shown.contains("\u{1b}["));
    insta::assert_snapshot!(shown.replace('\u{1b}', "ESC").lines().take(12).collect::<Vec<_>>().join("\n"));
}

#[test]
fn short() {
    insta::assert_snapshot!(Case::new().show(Format::Short));
}

#[test]
fn json() {
    let shown = Case::new().show(Format::Json);
    for line in shown.lines() {
        assert!(serde_json::from_str::<serde_json::Value>(line).unwrap().is_object());
    }
    insta::assert_snapshot!(shown);
}

#[test]
fn github() {
    let shown = Case::new().show(Format::Github);
    assert_eq!(shown.lines().count(), 4, "one command, one line");
    insta::assert_snapshot!(shown);
}

#[test]
fn sarif() {
    let shown = Case::new().show(Format::Sarif);
    let log: serde_json::Value = serde_json::from_str(&shown).unwrap();
    assert_eq!(log["version"], "2.1.0");
    insta::assert_snapshot!(shown);
}

#[test]
fn nothing_found_is_nothing_shown() {
    let sources = Sources::new();
    for format in [Format::Human { color: true }, Format::Short, Format::Json, Format::Github] {
        assert_eq!(render(&Diagnostics::new(), &sources, format), "");
    }
    assert!(render(&Diagnostics::new(), &sources, Format::Sarif).contains("\"results\": []"));
}

#[test]
fn a_terminal_is_not_obeyed() {
    let text = "a: \u{1b}[2J\u{9b}31m\u{202e}b\n";
    let mut sources = Sources::new();
    let source = sources.add("x\u{1b}]0;y\u{7}.yaml", text);
    let span = Span::new(source, 3, text.len() - 1);
    let found: Diagnostics = [Diagnostic::new(Code::F0201, span, "no \u{1b}[31mname\u{7}")
        .label("la\u{1b}bel")
        .help("he\u{9b}lp")
        .secondary(span, "se\u{1b}c")
        .fix(Fix::replace("ti\u{1b}tle", span, "re\u{1b}placement"))]
    .into_iter()
    .collect();
    for name in Format::NAMES {
        let format = Format::parse(name).unwrap();
        let shown = render(&found, &sources, format);
        let bad: Vec<char> =
            shown.chars().filter(|it| (it.is_control() && *it != '\n') || *it == '\u{202e}').collect();
        assert!(bad.is_empty(), "{bad:?} in {shown:?}");
    }
    let line = render(&found, &sources, Format::Json);
    let read: serde_json::Value = serde_json::from_str(&line).unwrap();
    assert_eq!(read["help"][0], "he\u{9b}lp", "a program reads what was written");
}

#[test]
fn wrong_spans_bring_no_renderer_down() {
    let case = Case::new();
    let inside_a_letter = SHOP.find('é').unwrap() + 1;
    for (start, end) in
        [(inside_a_letter, inside_a_letter), (0, 100_000), (90_000, 90_001), (SHOP.len(), SHOP.len())]
    {
        let span = Span::new(case.shop, start, end);
        let found: Diagnostics = [Diagnostic::new(Code::F0201, span, "m")
            .label("l")
            .secondary(span, "s")
            .fix(Fix::replace("f", span, "r"))]
        .into_iter()
        .collect();
        for name in Format::NAMES {
            let shown = render(&found, &case.sources, Format::parse(name).unwrap());
            assert!(shown.contains("F0201"), "{name}");
        }
    }
}
