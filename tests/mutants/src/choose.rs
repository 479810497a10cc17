//! Which mutants are tried: as many of each operator, as long as it has any, by chance that a number begins.

use std::collections::BTreeMap;

use crate::operator::Mutant;

/// A sequence of numbers that looks like chance (xorshift64*).
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let drawn = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
        usize::try_from(drawn).unwrap_or(0) % bound.max(1)
    }

    fn shuffle<T>(&mut self, all: &mut [T]) {
        for last in (1..all.len()).rev() {
            all.swap(last, self.below(last + 1));
        }
    }
}

/// So many of them, in the order of the script.
pub fn chosen(all: Vec<Mutant>, count: usize, seed: u64) -> Vec<Mutant> {
    let mut chance = Chance(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let mut by_operator: BTreeMap<&'static str, Vec<Mutant>> = BTreeMap::new();
    for mutant in all {
        by_operator.entry(mutant.operator).or_default().push(mutant);
    }
    by_operator.values_mut().for_each(|it| chance.shuffle(it));
    let mut chosen = Vec::new();
    while chosen.len() < count && by_operator.values().any(|it| !it.is_empty()) {
        for left in by_operator.values_mut() {
            if chosen.len() < count {
                chosen.extend(left.pop());
            }
        }
    }
    chosen.sort_by_key(|it| (it.range.start, it.range.end, it.operator));
    chosen
}
