//! Schema files of every kind of broken, and what the command says of each.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::time::Duration;

use crate::shop::Shop;

const START: &str = "fraise: 1\nservice: shop\n";

/// A schema that goes on after its first two lines.
fn after_start(rest: &str) -> Vec<u8> {
    format!("{START}{rest}").into_bytes()
}

/// One type with one field, written so.
fn field(line: &str) -> Vec<u8> {
    after_start(&format!("types:\n  Item:\n    fields:\n      {line}\n    access: {{read: public}}\n"))
}

fn utf16(bytes_of: fn(u16) -> [u8; 2], mark: &[u8]) -> Vec<u8> {
    let mut bytes = mark.to_vec();
    bytes.extend(START.encode_utf16().flat_map(bytes_of));
    bytes
}

/// 4 MB, all of it of this.
fn large(piece: &str) -> Vec<u8> {
    after_start(&piece.repeat((4 * 1024 * 1024 - 100) / piece.len()))
}

fn nested(open: &str, depth: usize) -> Vec<u8> {
    after_start(&format!("seeds: {}", open.repeat(depth)))
}

fn cases() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        // No file to speak of.
        ("nothing", Vec::new()),
        ("one line feed", b"\n".to_vec()),
        ("a comment alone", b"# fraise: 1\n".to_vec()),
        ("a text", b"hello".to_vec()),
        ("a list", b"- fraise: 1\n".to_vec()),
        (
            "JSON",
            br#"{"fraise": 1, "service": "shop", "types": {"Item": {"fields": {"a": "int"}}}}"#.to_vec(),
        ),
        ("XML", b"<fraise version=\"1\"/>".to_vec()),
        ("a program", b"\x7fELF\x02\x01\x01\0\0\0\0".to_vec()),
        ("an archive", b"PK\x03\x04\x14\0\0\0".to_vec()),
        // Bytes.
        ("a byte order mark", [b"\xef\xbb\xbf", START.as_bytes()].concat()),
        ("a byte order mark inside", after_start("types:\n  \u{feff}Item: {fields: {a: int}}\n")),
        ("UTF-16, little end first", utf16(u16::to_le_bytes, b"\xff\xfe")),
        ("UTF-16, big end first", utf16(u16::to_be_bytes, b"\xfe\xff")),
        ("UTF-16 without a mark", utf16(u16::to_le_bytes, b"")),
        ("UTF-32", START.chars().flat_map(|it| u32::from(it).to_le_bytes()).collect()),
        ("Latin-1", [START.as_bytes(), b"description: caf\xe9\n"].concat()), // misspelt
        ("a surrogate in UTF-8", [START.as_bytes(), b"description: \xed\xa0\x80\n"].concat()),
        ("an overlong slash", [START.as_bytes(), b"description: \xc0\xaf\n"].concat()),
        ("half a letter at the end", [START.as_bytes(), b"description: \xe2\x82"].concat()),
        ("NUL", after_start("description: a\0b\n")),
        ("NUL, escaped", after_start("description: \"a\\0b\"\n")),
        ("an escape sequence of terminals", after_start("description: \x1b[2J\x1b]0;title\x07\n")),
        ("the same, escaped", after_start("description: \"\\e[2J\"\nservices: x\n")),
        ("delete", after_start("description: a\x7f\n")),
        ("a control of the second kind", after_start("description: a\u{9b}31m\n")),
        // Lines.
        ("line ends of old machines", START.replace('\n', "\r").into_bytes()),
        ("line ends of Windows", START.replace('\n', "\r\n").into_bytes()),
        ("mixed line ends", b"fraise: 1\r\nservice: shop\rdescription: a\n\rtypes: {}\n".to_vec()),
        ("next line as a line end", after_start("description: a\u{85}types: {}\n")),
        ("line separator as a line end", after_start("description: a\u{2028}types: {}\n")),
        ("paragraph separator in a key", after_start("ty\u{2029}pes: {}\n")),
        ("no line feed at the end", b"fraise: 1\nservice: shop".to_vec()),
        // Indentation.
        ("tabs", after_start("types:\n\tItem:\n\t\tfields: {a: int}\n")),
        ("a tab after a space", after_start("types:\n  Item:\n  \tfields: {a: int}\n")),
        ("indented too little", after_start("types:\n    Item:\n  fields: {a: int}\n")),
        (
            "indented too much",
            after_start("types:\n  Item:\n    fields: {a: int}\n      access: {read: public}\n"),
        ),
        ("a first line that is indented", b"  fraise: 1\nservice: shop\n".to_vec()),
        ("no space after a colon", field("price:int")),
        ("a hard space after a colon", field("price:\u{a0}int")),
        ("a wide colon", field("price\u{ff1a} int")),
        // Quotes and brackets.
        ("an open single quote", field("price: 'int")),
        ("an open double quote", field("price: \"int")),
        ("a quote of a word processor", field("price: \u{201c}int\u{201d}")),
        ("an escape that is none", field("price: \"\\q\"")),
        ("an escape beyond the letters", field("price: \"\\UFFFFFFFF\"")),
        ("an escape of half a letter", field("price: \"\\uD800\"")),
        ("an open bracket", after_start("roles: {admin: {}\n")),
        ("a bracket too many", after_start("roles: {admin: {}}}\n")),
        ("brackets crossed", after_start("roles: {admin: [}]\n")),
        ("a comma too many", after_start("enums: {A: [a,, b]}\n")),
        ("a block of text without an end", after_start("description: |\n")),
        ("a block of text of an odd indent", after_start("description: |9\n  a\n")),
        // YAML's own means.
        ("an anchor", after_start("roles: &r {admin: {}}\n")),
        ("an alias of nothing", after_start("roles: *r\n")),
        ("an alias of itself", after_start("roles: &r [*r]\n")),
        ("a merge key", after_start("roles:\n  <<: {admin: {}}\n")),
        ("a tag of Python", after_start("description: !!python/object/apply:os.system [\"touch owned\"]\n")),
        ("a tag of ours", after_start("description: !include /etc/passwd\n")),
        ("a binary", after_start("description: !!binary aGVsbG8=\n")),
        ("two documents", after_start("---\nfraise: 1\n")),
        ("a document end", after_start("...\n")),
        ("text after the end", after_start("...\nservice: other\n")),
        ("a directive", b"%YAML 1.1\n---\nfraise: 1\nservice: shop\n".to_vec()),
        ("a directive that is none", b"%FRAISE 9\n---\nfraise: 1\nservice: shop\n".to_vec()),
        ("a key that is a list", after_start("? [a, b]\n: x\n")),
        ("a key that is a mapping", after_start("? {a: b}\n: x\n")),
        ("a key without a name", after_start(": x\n")),
        ("a key of 1 MB", after_start(&format!("{}: x\n", "k".repeat(1_000_000)))),
        // Values.
        ("a key twice", after_start("service: other\n")),
        ("a field twice", field("price: int\n      price: text")),
        ("no", field("price: no")),
        ("a number where a text belongs", after_start("description: 12\n")),
        ("a float", after_start("settings: {money: {digits: 2.5}}\n")),
        ("infinity", after_start("settings: {page: {max: .inf}}\n")),
        ("a number too large", after_start("settings: {page: {max: 99999999999999999999}}\n")),
        ("a number below nothing", after_start("settings: {page: {max: -1}}\n")),
        ("an octal", after_start("settings: {page: {max: 0o17}}\n")),
        (
            "null in all places",
            b"fraise: ~\nservice: ~\ntypes: ~\nroles: ~\nqueries: ~\nsettings: ~\n".to_vec(),
        ),
        (
            "lists in all places",
            b"fraise: []\nservice: []\ntypes: []\nroles: []\nqueries: []\nsettings: []\n".to_vec(),
        ),
        (
            "mappings in all places",
            b"fraise: {}\nservice: {}\nimports: {}\nenums: {A: {}}\ndescription: {}\n".to_vec(),
        ),
        ("version 2", b"fraise: 2\nservice: shop\n".to_vec()),
        ("version 1.0", b"fraise: 1.0\nservice: shop\n".to_vec()),
        ("the version last", b"service: shop\nfraise: 1\n".to_vec()),
        // Bombs.
        ("a billion laughs", {
            let mut text = format!("{START}a0: &a0 [x, x]\n");
            for it in 1..40 {
                writeln!(text, "a{it}: &a{it} [{}]", vec![format!("*a{}", it - 1); 9].join(", ")).unwrap();
            }
            text.into_bytes()
        }),
        ("200 000 brackets", nested("[", 200_000)),
        ("200 000 braces", nested("{", 200_000)),
        ("50 000 braces with keys", nested("{a: ", 50_000)),
        ("100 000 dashes", nested("\n- ", 100_000)),
        ("100 000 dashes in a line", after_start(&format!("seeds:\n  {}", "- ".repeat(100_000)))),
        (
            "1 000 deeper and deeper keys",
            (0..1000).fold(START.to_owned(), |text, it| text + &" ".repeat(it) + "a:\n").into_bytes(),
        ),
        ("64 brackets", after_start(&format!("seeds: {}{}", "[".repeat(64), "]".repeat(64)))),
        ("4 MB of one text", after_start(&format!("description: {}\n", "x".repeat(4_000_000)))),
        (
            "5 000 keys",
            (0..5_000).fold(START.to_owned(), |text, it| text + &format!("key{it}: x\n")).into_bytes(),
        ),
        ("a key 5 000 times", after_start(&"a: 1\n".repeat(5_000))),
        ("4 MB of spaces", large(" ")),
        ("4 MB of line feeds", large("\n")),
        ("4 MB of comments", large("# a\n")),
        ("5 000 open quotes", after_start(&"a: 'x\n".repeat(5_000))),
        ("5 MB", vec![b'a'; 5 * 1024 * 1024]),
        (
            "an expression of 20 000 parentheses",
            field(&format!("price: {{type: int, check: \"{}\"}}", "(".repeat(20_000))),
        ),
        (
            "an expression of 4 000 nots",
            field(&format!("price: {{type: int, check: \"{} true\"}}", "not ".repeat(4_000))),
        ),
        (
            "an expression of 4 000 sums",
            field(&format!("price: {{type: int, check: \"1{} > 0\"}}", " + 1".repeat(4_000))),
        ),
        (
            "an expression of 10 000 letters of dots",
            field(&format!("price: {{type: int, check: \"a{}\"}}", ".a".repeat(5_000))),
        ),
        ("a type of 10 000 brackets", field(&format!("price: \"int{}\"", "[]".repeat(5_000)))),
        ("a type of a large number", field("price: varchar(99999999999999)")),
    ]
}

/// What was said, short enough to be read, with what differs between machines and letters that show nothing
/// taken out.
fn gist(told: &str) -> String {
    let lines: Vec<&str> = told.lines().collect();
    let codes: BTreeSet<&str> = told.split(['[', ']']).filter(|it| is_code(it)).collect();
    let first: String =
        lines.first().copied().unwrap_or_default().chars().take(150).flat_map(char::escape_debug).collect();
    let codes = codes.into_iter().collect::<Vec<_>>().join(" ");
    format!("{codes} in {} lines: {first}", lines.len())
}

fn is_code(word: &str) -> bool {
    word.len() == 5 && word.starts_with('F') && word.bytes().skip(1).all(|it| it.is_ascii_digit())
}

#[test]
fn every_file_ends_in_findings_or_in_output() {
    let cases = cases();
    let names: BTreeSet<&str> = cases.iter().map(|(name, _)| *name).collect();
    assert_eq!(names.len(), cases.len(), "names are distinct");
    let mut said = String::new();
    let mut slow = Vec::new();
    for (name, bytes) in &cases {
        let shop = Shop::with(bytes);
        let ended = shop.compile(&[]);
        let is_complete = shop.output().contains_key(".fraise-lock.json");
        assert_eq!(ended.code == 0, is_complete, "{name}: {}", ended.told);
        assert!(is_complete || shop.output().is_empty(), "{name} left something behind");
        assert!(!shop.path("owned").exists(), "{name} was run");
        assert!(!ended.told.contains('\x1b') && !ended.told.contains('\0'), "{name}: {:?}", ended.told);
        if ended.code != 0 {
            assert!(ended.told.split(['[', ']']).any(is_code), "{name} has no code: {}", ended.told);
        }
        if ended.time > Duration::from_secs(1) {
            slow.push((*name, ended.time));
        }
        writeln!(said, "{name}\n  {} {}", ended.code, gist(&ended.told)).unwrap();
    }
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("hostile_files", said);
    });
    // The machine may be busy with other tests, and this build is no release: only a few may take long.
    assert!(slow.len() * 10 < cases.len(), "{slow:?}");
}

#[test]
fn formatting_leaves_what_it_cannot_read() {
    for (name, bytes) in cases().iter().filter(|(_, bytes)| bytes.len() < 20_000) {
        let shop = Shop::with(bytes);
        let ended = shop.run(&["fmt", "shop.yaml"]);
        let after = std::fs::read(shop.path("shop.yaml")).unwrap();
        assert!(ended.code == 0 || after == *bytes, "{name} was changed: {}", ended.told);
        let again = shop.run(&["fmt", "--check", "shop.yaml"]);
        assert_eq!(again.code, ended.code, "{name}: {}{}", ended.told, again.told);
    }
}
