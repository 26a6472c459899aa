//! What a configuration may look like, as data, and the one walk that holds a value against it.
//!
//! The walk knows at each step where it stands, so that an error can name the path, what was
//! expected there and what came.

use crate::value::{Value, decimal};

/// A wrong configuration: `config.expired.status[0]: expected a number, got "401"`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    /// The whole sentence.
    pub message: String,
}

/// What a value may be.
pub(super) enum Kind {
    /// What the predicate accepts; the words say what that is.
    Fits(fn(&Value) -> bool, &'static str),
    /// A number of at least so much.
    Number(i64),
    /// An object with these options and no others: a typo must not be silent.
    Object(&'static [(&'static str, Kind)]),
    /// An array of such.
    List(&'static Kind),
    /// One such, or an array of them.
    OneOrMany(&'static Kind),
    /// One such, or an object with these options.
    Or(&'static Kind, &'static [(&'static str, Kind)]),
    /// A URL, or an endpoint with these options.
    Endpoint(&'static [(&'static str, Kind)]),
    /// An object of strings.
    Texts,
}

/// The way to a value.
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

    fn write(&self, message: &mut String) {
        if let Some(parent) = self.parent {
            parent.write(message);
        }
        match self.step {
            Step::Name(name) => {
                if self.parent.is_some() {
                    message.push('.');
                }
                message.push_str(name);
            }
            Step::Index(index) => {
                message.push('[');
                message.push_str(&decimal(index as i64));
                message.push(']');
            }
        }
    }

    /// The error for this place.
    pub(super) fn expected(&self, expected: &str, value: &Value) -> ConfigError {
        let mut message = String::new();
        self.write(&mut message);
        message.push_str(": expected ");
        message.push_str(expected);
        message.push_str(", got ");
        show(value, &mut message);
        ConfigError { message }
    }

    fn unknown(&self, known: &[(&str, Kind)], key: &str) -> ConfigError {
        let mut message = String::new();
        self.write(&mut message);
        message.push_str(": unknown option");
        if let Some(near) = nearest(key, known) {
            message.push_str(", did you mean \"");
            message.push_str(near);
            message.push_str("\"?");
        }
        ConfigError { message }
    }
}

/// Holds a value against what it may be.
pub(super) fn check(value: &Value, kind: &Kind, path: &Path<'_>) -> Result<(), ConfigError> {
    match (kind, value) {
        (Kind::Fits(fits, expected), _) => {
            if fits(value) {
                Ok(())
            } else {
                Err(path.expected(expected, value))
            }
        }
        (Kind::Number(least), Value::Number(number)) => {
            #[expect(clippy::cast_precision_loss, reason = "bounds are small")]
            let in_range = number.is_finite() && *number >= *least as f64;
            let expected = if *least > 0 {
                "a number of at least 1"
            } else {
                "a number that is not negative"
            };
            if in_range {
                Ok(())
            } else {
                Err(path.expected(expected, value))
            }
        }
        (Kind::Number(_), _) => Err(path.expected("a number", value)),
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
        (Kind::Or(_, known), Value::Object(_)) => check(value, &Kind::Object(known), path),
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
        (Kind::Texts, Value::Object(entries)) => {
            for (key, value) in entries {
                if value.as_text().is_none() {
                    return Err(path.below(key).expected("a string", value));
                }
            }
            Ok(())
        }
        (Kind::Object(_) | Kind::Texts, _) => Err(path.expected("an object", value)),
    }
}

/// An option; `None` when it is absent, `undefined` or `null`.
pub(super) fn option<'a>(value: &'a Value, name: &str) -> Option<&'a Value> {
    value.field(name).filter(|found| !matches!(found, Value::Null))
}

/// Short and plain; never long enough to leak a secret that was put in the wrong place.
fn show(value: &Value, message: &mut String) {
    match value {
        Value::Text(text) if text.len() <= 24 => {
            message.push('"');
            message.push_str(text);
            message.push('"');
        }
        Value::Bool(true) => message.push_str("true"),
        Value::Bool(false) => message.push_str("false"),
        Value::Number(_) => match value.as_whole() {
            Some(whole) => message.push_str(&decimal(whole)),
            None => message.push_str("a number"),
        },
        other => message.push_str(other.kind()),
    }
}

/// The known option that a mistyped one comes closest to, if any is close.
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

/// Levenshtein's, letters of either case alike.
fn distance(left: &[u8], right: &[u8]) -> usize {
    // The row's first cell is known; these are the others, each with its letter.
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
            ("refresh", Kind::Texts),
            ("baseURL", Kind::Texts),
            ("login", Kind::Texts),
            ("timeout", Kind::Texts),
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
