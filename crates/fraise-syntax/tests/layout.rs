//! Files laid out anew: what changes, what stays, and that they say the same before and after.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use std::fs;
use std::path::PathBuf;

use fraise_diagnostics::{Code, Diagnostics, Format, Sources, render};
use fraise_syntax::{format, parse};
use pretty_assertions::assert_eq;

const STOREFRONT: &str = include_str!("../../../schemas/storefront.yaml");

/// The text laid out. It says the same as before, and a second time nothing changes.
fn laid_out(text: &str) -> String {
    let once = try_format(text).unwrap_or_else(|found| panic!("{}\n{text}", told(text, &found)));
    let twice = try_format(&once).unwrap_or_else(|found| panic!("{}\n{once}", told(&once, &found)));
    assert_eq!(once, twice, "a second time changes something");
    assert!(said(text) == said(&once), "another document:\n{text}\nhas become\n{once}");
    once
}

fn check(text: &str, expected: &str) {
    assert_eq!(laid_out(text), expected);
}

fn try_format(text: &str) -> Result<String, Diagnostics> {
    let source = Sources::new().add("a.yaml", text);
    format(source, text)
}

fn told(text: &str, found: &Diagnostics) -> String {
    let mut sources = Sources::new();
    sources.add("a.yaml", text);
    render(found, &sources, Format::Short)
}

/// The document and how many findings there are, without places.
fn said(text: &str) -> String {
    let source = Sources::new().add("a.yaml", text);
    let (document, found) = parse(source, text);
    let whole = format!("{document:?} {}", found.len());
    without(&without(&whole, "Span { source", "}"), "segments: [", "]")
}

fn without(text: &str, open: &str, close: &str) -> String {
    let mut parts = text.split(open);
    let first = parts.next().unwrap_or("").to_owned();
    parts.fold(first, |kept, part| kept + part.split_once(close).unwrap().1)
}

fn repository() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The files of a folder of the repository, by name.
fn texts(folder: &str, file: Option<&str>) -> Vec<String> {
    let entries = fs::read_dir(repository().join(folder)).unwrap();
    let mut paths: Vec<PathBuf> = entries.map(|it| it.unwrap().path()).collect();
    paths.sort();
    let path = |it: PathBuf| file.map_or(it.clone(), |file| it.join(file));
    paths.into_iter().map(|it| fs::read_to_string(path(it)).unwrap()).collect()
}

fn small_schemas() -> Vec<String> {
    texts("tests/compile", Some("schema.yaml"))
}

/// The schemas of the pages of findings.
fn schemas_with_findings() -> Vec<String> {
    let pages = texts("tests/diagnostics", None);
    let blocks = pages.iter().flat_map(|page| page.split("```yaml\n").skip(1));
    blocks.map(|it| it.split("```").next().unwrap().to_owned()).collect()
}

#[test]
fn the_storefront_stays_as_it_is() {
    check(STOREFRONT, STOREFRONT);
}

#[test]
fn the_storefront_comes_back_from_other_indentation_and_line_ends() {
    check(&twice_as_deep(STOREFRONT), STOREFRONT);
}

/// Each line with twice its indentation and blanks at its end; those of blocks of text move together.
fn twice_as_deep(text: &str) -> String {
    let mut deeper = String::new();
    let mut block: Option<(usize, Option<usize>)> = None;
    for line in text.lines() {
        let indent = line.len() - line.trim_start().len();
        if let Some((outside, first)) = block
            && indent > outside
        {
            let more = first.unwrap_or(indent);
            block = Some((outside, Some(more)));
            deeper.push_str(&format!("{}{line}\r\n", " ".repeat(more)));
            continue;
        }
        block = line.ends_with(">-").then_some((indent, None));
        let (dash, key) =
            line.trim_start().strip_prefix("- ").map_or(("", line.trim_start()), |it| ("-   ", it));
        deeper.push_str(&format!("{}{dash}{key} \t\r\n", " ".repeat(2 * indent)));
    }
    deeper
}

#[test]
fn every_schema_says_the_same() {
    let schemas = small_schemas();
    assert!(schemas.len() > 40);
    for schema in &schemas {
        laid_out(schema);
    }
}

#[test]
fn every_schema_with_findings_says_the_same_or_is_left_alone() {
    let schemas = schemas_with_findings();
    let is_laid_out = |it: &&String| match try_format(it) {
        Ok(_) => {
            laid_out(it);
            true
        }
        Err(found) => {
            assert!(!is_our_mistake(&found), "{}\n{it}", told(it, &found));
            false
        }
    };
    let count = schemas.iter().filter(is_laid_out).count();
    assert!(count > 80 && count < schemas.len(), "{count} of {}", schemas.len());
}

/// Half a line at the end, an open bracket, a lone key: all that people have while they type.
#[test]
fn a_file_that_ends_anywhere_says_the_same_or_is_left_alone() {
    let mut count = 0;
    for text in small_schemas() {
        let ends = text.char_indices().map(|(at, _)| at).step_by(17);
        for end in ends {
            match try_format(&text[..end]) {
                Ok(once) => {
                    count += 1;
                    assert_eq!(try_format(&once).unwrap(), once);
                }
                Err(found) => assert!(!is_our_mistake(&found), "{}\n{}", told(&text, &found), &text[..end]),
            }
        }
    }
    assert!(count > 500, "{count}");
}

fn is_our_mistake(found: &Diagnostics) -> bool {
    found.iter().any(|it| it.code == Code::F0001)
}

#[test]
fn indentation_is_two_spaces_and_lists_are_indented() {
    check(
        "\
fraise: 1
service: shop
types:
    Customer:
        access:
            read:
            - admin
            -   customer if self
        machine:
            events:
            -   from: draft
                to:
                    - active
",
        "\
fraise: 1
service: shop
types:
  Customer:
    access:
      read:
        - admin
        - customer if self
    machine:
      events:
        - from: draft
          to:
            - active
",
    );
}

#[test]
fn one_space_where_spaces_separate() {
    check(
        "\
fraise:   1
service : shop\u{20}\u{20}
viewer: {type: Customer,id :  sub ,roles:roles }
roles: { customer: { } , \"admin\":{includes: [ a,b , c ]}}
enums:
  Status: [  draft
    , active ]
",
        "\
fraise: 1
service: shop
viewer: {type: Customer, id: sub, roles:roles}
roles: {customer: {}, \"admin\": {includes: [a, b, c]}}
enums:
  Status: [draft
    , active]
",
    );
}

#[test]
fn brackets_over_several_lines_keep_their_lines() {
    check(
        "\
enums:
    Status: [
            draft,      # not yet
            active, discontinued,
       # to come
    ]
    Other:
      - {a: [
        b], c: d,
          }
",
        "\
enums:
  Status: [
    draft,      # not yet
    active, discontinued,
    # to come
  ]
  Other:
    - {a: [
          b], c: d,
      }
",
    );
}

#[test]
fn comments_stay_in_their_column_and_in_their_block() {
    check(
        "\
# first

fraise: 1 # right behind
roles:         # in a column
    admin: {}  # with this
    # more to come
    # and more
      # deeper
types:
# of Customer
    Customer:
        fields:
            name: text
            # email: text
        # access:
    # the end of the types
",
        "\
# first

fraise: 1 # right behind
roles:         # in a column
  admin: {}  # with this
  # more to come
  # and more
    # deeper
types:
  # of Customer
  Customer:
    fields:
      name: text
      # email: text
    # access:
  # the end of the types
",
    );
}

#[test]
fn at_most_one_blank_line_and_none_at_the_ends() {
    check("\n\nfraise: 1\n\n\n \n\t\nservice: shop\n\n\n", "fraise: 1\n\nservice: shop\n");
    check("fraise: 1\r\n\r\nservice: shop", "fraise: 1\n\nservice: shop\n");
    check("\u{feff}fraise: 1", "fraise: 1\n");
    check("", "");
    check(" \n\n# nothing yet  ", "# nothing yet\n");
}

#[test]
fn the_text_of_blocks_is_not_touched() {
    check(
        "\
a: |
      first


        deeper {a,b}  # no comment\u{20}\u{20}
      - last\u{20}\u{20}


b:
- >-   # folded
   one
   two
c: |2
     three more
  none
d: |
e: f
",
        "\
a: |
  first


    deeper {a,b}  # no comment\u{20}\u{20}
  - last\u{20}\u{20}

b:
  - >-   # folded
    one
    two
c: |2
     three more
  none
d: |
e: f
",
    );
}

#[test]
fn the_text_of_scalars_over_several_lines_is_not_touched() {
    check(
        "\
a: plain  text\u{20}
      goes on


      here   # said
b: \"quoted \\
  text\\ \u{20}
   # no comment

  end\"
c:
 'it''s
   here'
",
        "\
a: plain  text
  goes on


  here   # said
b: \"quoted \\
  text\\ \u{20}
  # no comment

  end\"
c:
  'it''s
  here'
",
    );
}

#[test]
fn quotes_and_what_is_left_out_stay() {
    check(
        "a: \"b\"\nc: 'd'\ne:\nf: {g: , h, i: }\nj: [\"k\":l]\nm:\n-\n- o\n",
        "a: \"b\"\nc: 'd'\ne:\nf: {g: , h, i: }\nj: [\"k\": l]\nm:\n  -\n  - o\n",
    );
}

#[test]
fn rare_forms_of_yaml() {
    check("---\nfraise:   1\n...\n", "---\nfraise: 1\n...\n");
    check("{fraise: 1,\nservice: shop}", "{fraise: 1,\n  service: shop}\n");
    check("? fraise\n: 1\n", "? fraise\n: 1\n");
    check("a:\n- - b\n  -   - c\n- {d: e}\n", "a:\n  - - b\n    - - c\n  - {d: e}\n");
    check("a:\n- {b: c}\n- [d]\n", "a:\n  - {b: c}\n  - [d]\n");
    check("a:\n-\n    b: c\n-  # why\n    d\n", "a:\n  -\n    b: c\n  -  # why\n    d\n");
}

#[test]
fn what_cannot_be_read_is_told() {
    let codes =
        |text: &str| -> Vec<Code> { try_format(text).unwrap_err().iter().map(|it| it.code).collect() };
    assert_eq!(codes("a: [b"), [Code::F0111]);
    assert_eq!(codes("a: &b c"), [Code::F0103]);
    assert_eq!(codes("a: b\na: c"), [Code::F0102]);
    assert_eq!(codes("- a"), [Code::F0110]);
    assert_eq!(codes("a: \u{7}"), [Code::F0112]);
}
