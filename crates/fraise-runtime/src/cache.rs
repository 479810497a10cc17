//! A bounded cache: two generations, of which the older is dropped when the younger is full. What is in use moves
//! into the younger one, so it stays.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{PoisonError, RwLock};

#[derive(Debug)]
pub(crate) struct Cache<K, V> {
    generation: usize,
    maps: RwLock<Generations<K, V>>,
}

#[derive(Debug)]
struct Generations<K, V> {
    young: HashMap<K, V>,
    old: HashMap<K, V>,
}

impl<K: Eq + Hash + Clone, V: Clone> Cache<K, V> {
    /// A cache of at most twice so many entries.
    pub(crate) fn new(generation: usize) -> Self {
        Self { generation, maps: RwLock::new(Generations { young: HashMap::new(), old: HashMap::new() }) }
    }

    pub(crate) fn get<Q>(&self, key: &Q) -> Option<V>
    where
        K: std::borrow::Borrow<Q>,
        Q: Eq + Hash + ToOwned<Owned = K> + ?Sized,
    {
        let found = {
            let maps = self.maps.read().unwrap_or_else(PoisonError::into_inner);
            if let Some(value) = maps.young.get(key) {
                return Some(value.clone());
            }
            maps.old.get(key).cloned()
        };
        if let Some(value) = &found {
            self.insert(key.to_owned(), value.clone());
        }
        found
    }

    pub(crate) fn insert(&self, key: K, value: V) {
        let mut maps = self.maps.write().unwrap_or_else(PoisonError::into_inner);
        if maps.young.len() >= self.generation {
            maps.old = std::mem::take(&mut maps.young);
        }
        maps.young.insert(key, value);
    }
}

#[cfg(test)]
mod tests {
    use super::Cache;

    #[test]
    fn it_is_bounded_and_keeps_what_is_used() {
        let cache = Cache::new(3);
        for number in 0..100 {
            cache.insert(number, number);
            assert_eq!(cache.get(&0), Some(0));
        }
        assert!((0..100).filter(|number| cache.get(number).is_some()).count() <= 6);
    }
}
