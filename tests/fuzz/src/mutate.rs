//! Changes of a schema that leave it readable more often than a changed byte does: lines with what hangs on
//! them go, come and move; words and values become others, of this schema or of the storefront.

/// The schema that uses the whole language.
const STOREFRONT: &str = include_str!("../../../schemas/storefront.yaml");

/// Texts that mean something to one of the languages that come out, or are a name of theirs.
const LOADED: &[&str] = &[
    "'",
    "\"",
    "''",
    "\\",
    "*/",
    "--",
    "$$",
    "$fn$",
    "\"\"\"",
    "{{ x }}",
    "#[",
    "r#x",
    "\\!",
    "é",
    "\u{202e}",
    "\u{2028}",
    "null",
    "id",
    "order",
    "type",
    "self",
    "Self",
    "crate",
    "__typename",
    "Query",
    "viewer",
    "fraise",
    "public",
    "9999999999",
    "0",
    "a_name_of_sixty_three_letters_which_is_the_most_that_there_can_be",
    "[]",
    "{}",
    "true",
];

/// The text with one to four changes; which ones, the seed decides.
pub fn mutated(bytes: &[u8], seed: u32) -> Vec<u8> {
    let text = String::from_utf8_lossy(bytes);
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let mut dice = Dice(u64::from(seed));
    for _ in 0..=dice.below(4) {
        change(&mut lines, &mut dice);
    }
    let mut changed = lines.join("\n");
    changed.push('\n');
    changed.into_bytes()
}

fn change(lines: &mut Vec<String>, dice: &mut Dice) {
    if lines.is_empty() {
        lines.push("fraise: 1".to_owned());
    }
    let at = dice.below(lines.len());
    match dice.below(10) {
        0 => {
            lines.drain(block(lines, at));
        }
        1 | 2 => {
            let copied = lines.get(block(lines, at)).unwrap_or_default().to_vec();
            let to = dice.below(lines.len() + 1);
            let indent = lines.get(to).map_or(0, |it| indent_of(it));
            lines.splice(to..to, moved(&copied, indent));
        }
        3 => {
            let all: Vec<String> = STOREFRONT.lines().map(str::to_owned).collect();
            let strange = all.get(block(&all, dice.below(all.len()))).unwrap_or_default();
            let indent = lines.get(at).map_or(0, |it| indent_of(it));
            lines.splice(at..at, moved(strange, indent));
        }
        4 | 5 => {
            let strange = word_of(dice.pick(&STOREFRONT.lines().collect::<Vec<_>>()), dice);
            replace_word(lines, at, &strange, dice);
        }
        6 | 7 => {
            let from = dice.below(lines.len());
            let known = lines.get(from).map(|it| word_of(it, dice)).unwrap_or_default();
            replace_word(lines, at, &known, dice);
        }
        8 => replace_word(lines, at, dice.pick(LOADED), dice),
        _ => {
            let value = dice.pick(&STOREFRONT.lines().collect::<Vec<_>>());
            let value = value.split_once(": ").map_or("", |(_, value)| value);
            if let Some(line) = lines.get_mut(at)
                && let Some((key, _)) = line.split_once(": ")
            {
                *line = format!("{key}: {value}");
            }
        }
    }
}

/// A line and the deeper ones below it.
fn block(lines: &[String], at: usize) -> std::ops::Range<usize> {
    let Some(first) = lines.get(at) else { return at..at };
    let deeper = lines.iter().skip(at + 1).take(60);
    let count = deeper.take_while(|it| indent_of(it) > indent_of(first) && !it.is_empty()).count();
    at..at + 1 + count
}

/// The lines, the first of them this far in.
fn moved(lines: &[String], indent: usize) -> Vec<String> {
    let first = lines.first().map_or(0, |it| indent_of(it));
    let is_in = |it: &String| indent + indent_of(it).saturating_sub(first);
    lines.iter().map(|it| format!("{}{}", " ".repeat(is_in(it)), it.trim_start_matches(' '))).collect()
}

fn indent_of(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

/// One of the words of a line, with what is no letter at its ends.
fn word_of(line: &str, dice: &mut Dice) -> String {
    let words = words(line);
    let range = words.get(dice.below(words.len())).cloned().unwrap_or(0..0);
    line.get(range).unwrap_or_default().to_owned()
}

fn replace_word(lines: &mut [String], at: usize, by: &str, dice: &mut Dice) {
    let Some(line) = lines.get_mut(at) else { return };
    let words = words(line);
    if let Some(range) = words.get(dice.below(words.len())) {
        line.replace_range(range.clone(), by);
    }
}

/// Where the words of a line are.
fn words(line: &str) -> Vec<std::ops::Range<usize>> {
    let mut words: Vec<std::ops::Range<usize>> = Vec::new();
    for (at, letter) in line.char_indices().filter(|(_, it)| it.is_alphanumeric() || *it == '_') {
        let end = at + letter.len_utf8();
        match words.last_mut().filter(|it| it.end == at) {
            Some(word) => word.end = end,
            None => words.push(at..end),
        }
    }
    words
}

/// Numbers without a pattern, the same for the same seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % limit.max(1)
    }

    fn pick<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of.get(self.below(of.len())).copied().unwrap_or_default()
    }
}
