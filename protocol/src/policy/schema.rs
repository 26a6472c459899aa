//! What a configuration may look like, as data, and the function that checks a value against it.
//!
//! The check knows its path at each step, so an error names the path, what was expected there and what was given.

use std::{borrow::Cow, fmt};

use crate::{header, value::Value};

/// A wrong configuration: `config.expired.status[0]: expected a number, got "401"`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    /// The whole sentence.
    pub message: String,
}

/// What a value may be.
pub(super) enum Kind {
    /// Whatever the predicate accepts, and the words for it.
    Fits(fn(&Value) -> bool, &'static str),
    /// A number that is at least so much, and at most so much.
    Number(i64, Option<i64>),
    /// An object with these options and no others, so that a typo is reported.
    Object(&'static [(&'static str, Kind)]),
    /// An array of this kind.
    List(&'static Kind),
    /// One value of this kind, or an array of them.
    OneOrMany(&'static Kind),
    /// `false`, or an object with these options.
    Off(&'static [(&'static str, Kind)]),
    /// One value of this kind, or an object with these options.
    Or(&'static Kind, &'static [(&'static str, Kind)]),
    /// A URL, or an endpoint with these options.
    Endpoint(&'static [(&'static str, Kind)]),
    /// An object of header names and values.
    Headers,
}

/// The path to a value.
pub(super) struct Path<'a> {
    parent: Option<&'a Path<'a>>,
    step: Step<'a>,
}

enum Step<'a> {
    Name(&'a str),
    Index(usize),
}

impl<'a> Path<'a> {
    pub(super) const fn root(name: &'a str) -> Self {
        Self {
            parent: None,
            step: Step::Name(name),
        }
    }

    pub(super) const fn below(&'a self, name: &'a str) -> Self {
        Self {
            parent: Some(self),
            step: Step::Name(name),
        }
    }

    pub(super) const fn item(&'a self, index: usize) -> Self {
        Self {
            parent: Some(self),
            step: Step::Index(index),
        }
    }

    /// The error for the value at this path.
    pub(super) fn expected(&self, expected: &str, value: &Value) -> ConfigError {
        let message = format!("{self}: expected {expected}, got {}", shown(value));
        ConfigError { message }
    }

    fn unknown(&self, known: &[(&str, Kind)], key: &str) -> ConfigError {
        let message = match nearest(key, known) {
            Some(near) => format!("{self}: unknown option, did you mean \"{near}\"?"),
            None => format!("{self}: unknown option"),
        };
        ConfigError { message }
    }
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.parent, &self.step) {
            (Some(parent), Step::Name(name)) => write!(formatter, "{parent}.{name}"),
            (Some(parent), Step::Index(index)) => write!(formatter, "{parent}[{index}]"),
            (None, Step::Name(name)) => formatter.write_str(name),
            (None, Step::Index(index)) => write!(formatter, "[{index}]"),
        }
    }
}

/// Checks a value against what it may be.
pub(super) fn check(value: &Value, kind: &Kind, path: &Path<'_>) -> Result<(), ConfigError> {
    match (kind, value) {
        (Kind::Fits(fits, expected), _) => {
            if fits(value) {
                Ok(())
            } else {
                Err(path.expected(expected, value))
            }
        }
        (Kind::Number(least, most), Value::Number(number)) => {
            #[expect(clippy::cast_precision_loss, reason = "bounds are small")]
            let in_range = number.is_finite()
                && *number >= *least as f64
                && most.is_none_or(|most| *number <= most as f64);
            let expected = match (least, most) {
                (_, Some(_)) => "an HTTP status",
                (0, None) => "a number that is not negative",
                _ => "a number of at least 1",
            };
            if in_range {
                Ok(())
            } else {
                Err(path.expected(expected, value))
            }
        }
        (Kind::Number(..), _) => Err(path.expected("a number", value)),
        (Kind::Object(known) | Kind::Endpoint(known), Value::Object(entries)) => {
            for (key, value) in entries {
                let path = path.below(key);
                match known.iter().find(|(name, _)| name == key) {
                    None => return Err(path.unknown(known, key)),
                    // undefined and null stand for "not given".
                    Some(_) if matches!(value, Value::Null) => {}
                    Some((_, kind)) => check(value, kind, &path)?,
                }
            }
            if matches!(kind, Kind::Endpoint(_)) && option(value, "url").is_none() {
                return Err(path.expected("an endpoint with a url", value));
            }
            Ok(())
        }
        (Kind::Off(_), Value::Bool(false)) => Ok(()),
        (Kind::Off(known) | Kind::Or(_, known), Value::Object(_)) => check(value, &Kind::Object(known), path),
        (Kind::Endpoint(_), Value::Text(url)) if !url.is_empty() => Ok(()),
        (Kind::Endpoint(_), _) => Err(path.expected("a URL or an endpoint", value)),
        (Kind::List(kind) | Kind::OneOrMany(kind), Value::List(items)) => {
            for (index, item) in items.iter().enumerate() {
                check(item, kind, &path.item(index))?;
            }
            Ok(())
        }
        (Kind::List(_), _) => Err(path.expected("an array", value)),
        (Kind::OneOrMany(kind) | Kind::Or(kind, _), _) => check(value, kind, path),
        (Kind::Headers, Value::Object(entries)) => {
            for (name, value) in entries {
                let path = path.below(name);
                if !header::is_name(name) {
                    return Err(path.expected("a header name", &Value::text(name)));
                }
                if !value.as_text().is_some_and(header::is_value) {
                    return Err(path.expected("a string that a header can hold", value));
                }
            }
            Ok(())
        }
        (Kind::Off(_), _) => Err(path.expected("false or an object", value)),
        (Kind::Object(_) | Kind::Headers, _) => Err(path.expected("an object", value)),
    }
}

/// An option; `None` when it is absent, `undefined` or `null`.
pub(super) fn option<'a>(value: &'a Value, name: &str) -> Option<&'a Value> {
    value.field(name).filter(|found| !matches!(found, Value::Null))
}

/// The value in an error: short, so that a secret in the wrong place is not shown. Floats are not formatted: that costs
/// 8 kB of the binary.
fn shown(value: &Value) -> Cow<'static, str> {
    match (value, value.as_whole()) {
        (Value::Text(text), _) if text.len() <= 24 => format!("\"{text}\"").into(),
        (Value::Bool(flag), _) => flag.to_string().into(),
        (Value::Number(_), Some(whole)) => whole.to_string().into(),
        (other, _) => other.kind().into(),
    }
}

/// The known option that is closest to a mistyped one, if any is close.
fn nearest<'k>(key: &str, known: &[(&'k str, Kind)]) -> Option<&'k str> {
    let allowed = match key.len() {
        0..=3 => 1,
        4..=7 => 2,
        _ => 3,
    };
    let mut best = None;
    let mut least = allowed + 1;
    for (candidate, _) in known {
        let distance = distance(key.as_bytes(), candidate.as_bytes());
        if distance < least {
            least = distance;
            best = Some(*candidate);
        }
    }
    best
}

/// The Levenshtein distance, ignoring case. By hand: no crate is worth these lines, and the standard library has none.
fn distance(left: &[u8], right: &[u8]) -> usize {
    // The row without its first cell, each cell with its letter.
    let mut row = Vec::new();
    for letter in right {
        row.push((*letter, row.len() + 1));
    }
    let mut last = right.len();
    for (index, letter) in left.iter().enumerate() {
        let mut diagonal = index;
        last = index + 1;
        for (other, cell) in &mut row {
            let substituted = diagonal + usize::from(!letter.eq_ignore_ascii_case(other));
            diagonal = *cell;
            last = substituted.min(*cell + 1).min(last + 1);
            *cell = last;
        }
    }
    last
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_misses_are_found_and_far_ones_are_not() {
        let known = [
            ("refresh", Kind::Headers),
            ("baseURL", Kind::Headers),
            ("login", Kind::Headers),
            ("timeout", Kind::Headers),
        ];
        assert_eq!(nearest("refesh", &known), Some("refresh"));
        assert_eq!(nearest("baseUrl", &known), Some("baseURL"));
        assert_eq!(nearest("time_out", &known), Some("timeout"));
        assert_eq!(nearest("interceptors", &known), None);
    }

    #[test]
    fn the_distance_is_levenshteins() {
        assert_eq!(distance(b"kitten", b"sitting"), 3);
        assert_eq!(distance(b"", b"abc"), 3);
        assert_eq!(distance(b"abc", b"abc"), 0);
    }
}
