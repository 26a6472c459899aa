//! A map for a few hundred entries that come in order: a sorted vector. The standard library's
//! B-trees are built for millions, and cost 45 kB of WebAssembly for it.

/// Entries in the order of their keys.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SortedMap<K, V>(Vec<(K, V)>);

impl<K, V> Default for SortedMap<K, V> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<K: Ord + Copy, V> SortedMap<K, V> {
    fn position(&self, key: K) -> Result<usize, usize> {
        self.0.binary_search_by(|(other, _)| other.cmp(&key))
    }

    /// Puts a value under a key and returns the one that was there.
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        let before = self.remove(key);
        let at = self.position(key).unwrap_or_else(|at| at);
        self.0.insert(at, (key, value));
        before
    }

    /// The value under a key.
    pub fn get(&self, key: K) -> Option<&V> {
        self.0.get(self.position(key).ok()?).map(|(_, value)| value)
    }

    /// The value under a key, to be changed.
    pub fn get_mut(&mut self, key: K) -> Option<&mut V> {
        let at = self.position(key).ok()?;
        self.0.get_mut(at).map(|(_, value)| value)
    }

    /// Takes the value under a key out.
    pub fn remove(&mut self, key: K) -> Option<V> {
        let at = self.position(key).ok()?;
        Some(self.0.remove(at).1)
    }

    /// All entries, lowest key first.
    pub fn entries(&self) -> &[(K, V)] {
        &self.0
    }

    /// All entries, the map's own no more.
    pub fn into_entries(self) -> Vec<(K, V)> {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    proptest! {
        #[test]
        fn it_agrees_with_the_standard_map(steps in prop::collection::vec((0_u8..3, 0_u8..8, 0_u8..8), 0..60)) {
            let (mut ours, mut theirs) = (SortedMap::default(), BTreeMap::new());
            for (step, key, value) in steps {
                match step {
                    0 => prop_assert_eq!(ours.insert(key, value), theirs.insert(key, value)),
                    1 => prop_assert_eq!(ours.remove(key), theirs.remove(&key)),
                    _ => prop_assert_eq!(ours.get(key), theirs.get(&key)),
                }
                let expected: Vec<_> = theirs.iter().map(|(key, value)| (*key, *value)).collect();
                prop_assert_eq!(ours.entries(), expected.as_slice());
            }
        }
    }
}
