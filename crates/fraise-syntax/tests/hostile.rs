//! Input that means harm, or is broken in any way, ends in findings: no panic, no long wait.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use std::time::{Duration, Instant};

use fraise_diagnostics::{Code, Diagnostics, Format, Sources, render};
use fraise_syntax::{Document, MAX_BYTES, MAX_DEPTH, load};

const STOREFRONT: &str = include_str!("../../../schemas/storefront.yaml");

/// Reads, and looks at every span; the time of reading.
fn read(bytes: &[u8]) -> (Document, Diagnostics, Duration) {
    let mut sources = Sources::new();
    let begin = Instant::now();
    let (_, document, found) = load(&mut sources, "schema.yaml", bytes);
    let time = begin.elapsed();
    for it in &found {
        // Each span lies in the text, on the borders of characters.
        let text = sources.text(it.primary.span.source);
        let spans = std::iter::once(it.primary.span).chain(it.secondary.iter().map(|label| label.span));
        let edits = it.fix.iter().flat_map(|fix| &fix.edits).map(|edit| edit.span);
        for span in spans.chain(edits) {
            assert!(text.get(span.range()).is_some(), "{span:?} of {it:?}");
        }
    }
    (document, found, time)
}

/// Reads, and shows some of the findings in every format.
fn read_and_show(bytes: &[u8]) {
    let mut sources = Sources::new();
    let (_, _, found) = load(&mut sources, "schema.yaml", bytes);
    let few: Diagnostics = found.iter().take(3).cloned().collect();
    for name in Format::NAMES {
        let shown = render(&few, &sources, Format::parse(name).unwrap());
        assert!(few.is_empty() || !shown.is_empty());
    }
}

fn codes(found: &Diagnostics) -> Vec<Code> {
    let mut codes: Vec<_> = found.iter().map(|it| it.code).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

#[test]
fn deep_nesting_is_refused_at_once() {
    let of_200_kb = |piece: &str| piece.repeat(200_000 / piece.len());
    for text in [
        of_200_kb("["),
        of_200_kb("{"),
        of_200_kb("{a: "),
        of_200_kb("- "),
        of_200_kb("? "),
        of_200_kb("[{a: "),
        format!("fraise: 1\ntypes: {}", of_200_kb("[")),
        format!("fraise: 1\ntypes:\n  Order: {}", of_200_kb("{a: ")),
        (0..1000).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect(),
    ] {
        let (_, found, _) = read(text.as_bytes());
        // The machine may be busy with other tests: the quickest of three counts.
        let time = (0..3).map(|_| read(text.as_bytes()).2).min().unwrap();
        let start: String = text.chars().take(20).collect();
        assert!(codes(&found).contains(&Code::F0112), "{start}: {:?}", codes(&found));
        assert!(time < Duration::from_millis(100), "{start} took {time:?}");
    }
}

#[test]
fn nesting_up_to_the_limit_is_read() {
    let depth = MAX_DEPTH - 8;
    let value = format!("{}1{}", "[".repeat(depth), "]".repeat(depth));
    let text = format!("fraise: 1\nseeds:\n  shop:\n    Order:\n      one:\n        x: {value}\n");
    let (_, found, _) = read(text.as_bytes());
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn large_files() {
    let huge = vec![b'a'; MAX_BYTES + 1];
    let (_, found, time) = read(&huge);
    assert_eq!(codes(&found), [Code::F0112]);
    assert!(time < Duration::from_millis(100), "{time:?}");

    let many_keys: String = (0..20_000).map(|it| format!("k{it}: {{a: 1}}\n")).collect();
    let (_, found, time) = read(format!("fraise: 1\n{many_keys}").as_bytes());
    assert_eq!(found.len(), 20_000);
    assert!(time < Duration::from_secs(20), "{time:?}");

    let same_key = "a: 1\n".repeat(30_000);
    let (_, _, time) = read(format!("fraise: 1\n{same_key}").as_bytes());
    assert!(time < Duration::from_secs(20), "{time:?}");

    let broken_lines = "  a: 'x\n".repeat(8_000);
    let (_, _, time) = read(format!("fraise: 1\ntypes:\n{broken_lines}").as_bytes());
    assert!(time < Duration::from_secs(20), "{time:?}");

    let one_line = format!("fraise: 1\ndescription: {}\n", "x".repeat(3_000_000));
    let (document, found, time) = read(one_line.as_bytes());
    assert!(found.is_empty());
    assert_eq!(document.description.unwrap().value.len(), 3_000_000);
    assert!(time < Duration::from_secs(5), "{time:?}");
}

#[test]
fn aliases_are_never_followed() {
    let mut text = "fraise: 1\na0: &a0 [x, x]\n".to_owned();
    for it in 1..60 {
        text.push_str(&format!("a{it}: &a{it} [{}]\n", vec![format!("*a{}", it - 1); 9].join(", ")));
    }
    let (_, found, time) = read(text.as_bytes());
    assert!(codes(&found).contains(&Code::F0103));
    assert!(time < Duration::from_millis(100), "{time:?}");
}

#[test]
fn bytes_that_are_no_text() {
    for bytes in [
        &b"\xff\xfe"[..],
        b"fraise: 1\n\0",
        b"\0",
        b"fraise: 1\ntypes: \xc3\x28",
        b"\x1b[2J",
        b"a: \x7f",
        b"a: \xc2\x9b",
    ] {
        let (_, found, _) = read(bytes);
        assert_eq!(codes(&found), [Code::F0112], "{bytes:?}");
    }
}

#[test]
fn small_nonsense() {
    let bits = [
        "",
        "\n",
        "\u{feff}",
        "---",
        "...",
        "- ",
        "? ",
        ": ",
        ":",
        "[",
        "]",
        "{",
        "}",
        ",",
        "&",
        "*",
        "!",
        "|",
        ">",
        "'",
        "\"",
        "%",
        "@",
        "`",
        "#",
        "~",
        "a",
        "a:",
        "a: ",
        "- - ",
        "\t",
        "\r",
        "\r\n",
        "<<: ",
        "é",
        "\u{2028}",
        "😀",
        "fraise: 1\n",
        "types:\n",
        "  ",
        "    fields: ",
        "!!x ",
        "&a ",
        "*a ",
        ">-\n",
        "|2\n",
        "\\",
        "\"\\u",
        "\"\\UFFFFFFFF\"",
        "a: [b, (c, d]",
    ];
    for a in bits {
        for b in bits {
            for c in ["", ": x"] {
                read(format!("{a}{b}{c}").as_bytes());
                read(
                    format!("fraise: 1\ntypes:\n  Order:\n    fields:\n      {a}{b}{c}\n  Cart: {{}}")
                        .as_bytes(),
                );
            }
            read_and_show(format!("{a}{b}").as_bytes());
        }
    }
}

/// Numbers without a pattern, the same on every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit.max(1)
    }
}

#[test]
fn the_storefront_cut_anywhere() {
    let mut dice = Dice(1);
    for _ in 0..100 {
        let end = dice.below(STOREFRONT.len());
        let (_, _, time) = read(&STOREFRONT.as_bytes()[..end]);
        assert!(time < Duration::from_secs(2), "cut at {end} took {time:?}");
    }
}

#[test]
fn the_storefront_with_something_else_anywhere() {
    let pieces: [&[u8]; 22] = [
        b"'", b"\"", b"{", b"}", b"[", b"]", b":", b": ", b"- ", b"#", b" #", b"\n", b"\t", b"&x ", b"*x ",
        b"!x ", b"|", b">-\n", b"\0", b"\xff", b"\n\n  ", b",",
    ];
    let mut dice = Dice(2);
    for turn in 0..150 {
        let at = dice.below(STOREFRONT.len());
        let gone = dice.below(4);
        let piece = pieces[dice.below(pieces.len())];
        let mut bytes = STOREFRONT.as_bytes()[..at].to_vec();
        bytes.extend_from_slice(piece);
        bytes.extend_from_slice(&STOREFRONT.as_bytes()[(at + gone).min(STOREFRONT.len())..]);
        let (_, _, time) = read(&bytes);
        assert!(time < Duration::from_secs(2), "{piece:?} at {at} took {time:?}");
        if turn % 5 == 0 {
            read_and_show(&bytes);
        }
    }
}

#[test]
fn an_error_costs_the_block_around_it() {
    let broken = STOREFRONT.replacen(
        "      line1: {type: varchar(200), frozen: true}",
        "      line1: {type: varchar(200), frozen: true",
        1,
    );
    assert_ne!(broken, STOREFRONT);
    let (document, found, _) = read(broken.as_bytes());
    assert_eq!(codes(&found), [Code::F0111], "{found:#?}");
    assert_eq!(document.types.len(), 20, "all types are there");
    let address = document.types.get("Address").unwrap();
    assert!(
        address.fields.get("city").is_some() && address.access.is_some(),
        "and all of the broken one but the line"
    );
    assert_eq!(document.tests.len(), 6);
}
