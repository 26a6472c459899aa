//! Names in a row, as warnings show them. The standard library's `join` sizes and checks any text first, for 0.4 kB of the
//! binary.

/// The names, with commas between them.
#[must_use]
pub fn listed<'a>(names: impl Iterator<Item = &'a String>) -> String {
    let mut list = String::new();
    for name in names {
        if !list.is_empty() {
            list.push_str(", ");
        }
        list.push_str(name);
    }
    list
}
