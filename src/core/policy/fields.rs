//! Walks a configuration object, knowing at each step where it stands, so that an error can name
//! the path, what was expected and what came.

use alloc::{
    string::{String, ToString},
    vec::Vec,
};

use crate::core::value::Value;

/// A wrong configuration: `config.expired.status[0]: expected a number, got "401"`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    /// The whole sentence.
    pub message: String,
}

/// A value of the configuration and the path that leads to it.
pub(super) struct Field<'a> {
    path: String,
    value: &'a Value,
}

/// What parsing a field gives.
pub(super) type Parsed<T> = Result<T, ConfigError>;

impl<'a> Field<'a> {
    pub(super) fn root(value: &'a Value) -> Self {
        Self {
            path: "config".to_string(),
            value,
        }
    }

    /// The entry of an object; `None` when it is absent, `undefined` or `null`.
    pub(super) fn get(&self, name: &str) -> Option<Field<'a>> {
        match self.value.field(name) {
            None | Some(Value::Null) => None,
            Some(value) => Some(Field {
                path: self.below(name),
                value,
            }),
        }
    }

    /// Fails unless this is an object with no other keys than these: a typo must not be silent.
    pub(super) fn only(&self, known: &[&str]) -> Parsed<()> {
        let Value::Object(entries) = self.value else {
            return Err(self.expected("an object"));
        };
        for (key, _) in entries {
            if !known.contains(&key.as_str()) {
                let mut message = self.below(key);
                message.push_str(": unknown option");
                if let Some(near) = nearest(key, known) {
                    message.push_str(", did you mean \"");
                    message.push_str(near);
                    message.push_str("\"?");
                }
                return Err(ConfigError { message });
            }
        }
        Ok(())
    }

    pub(super) fn value(&self) -> &'a Value {
        self.value
    }

    pub(super) fn is_text(&self) -> bool {
        matches!(self.value, Value::Text(_))
    }

    pub(super) fn text(&self) -> Parsed<&'a str> {
        self.value.as_text().ok_or_else(|| self.expected("a string"))
    }

    pub(super) fn filled_text(&self) -> Parsed<&'a str> {
        match self.value.as_text() {
            Some(text) if !text.is_empty() => Ok(text),
            _ => Err(self.expected("a string that is not empty")),
        }
    }

    pub(super) fn boolean(&self) -> Parsed<bool> {
        match self.value {
            Value::Bool(value) => Ok(*value),
            _ => Err(self.expected("true or false")),
        }
    }

    /// A number of at least `least`, fractions dropped.
    pub(super) fn number(&self, least: i64) -> Parsed<i64> {
        let expected = match least {
            ..=0 => "a number that is not negative",
            _ => "a number of at least 1",
        };
        match self.value {
            #[expect(clippy::cast_possible_truncation, reason = "the cast saturates")]
            Value::Number(number) if number.is_finite() && *number as i64 >= least => Ok(*number as i64),
            Value::Number(_) => Err(self.expected(expected)),
            _ => Err(self.expected("a number")),
        }
    }

    /// Seconds, kept as milliseconds so that half a second is possible.
    pub(super) fn seconds(&self) -> Parsed<i64> {
        match self.value {
            #[expect(clippy::cast_possible_truncation, reason = "the cast saturates")]
            Value::Number(number) if number.is_finite() && *number >= 0.0 => Ok((*number * 1_000.0) as i64),
            Value::Number(_) => Err(self.expected("a number that is not negative")),
            _ => Err(self.expected("a number")),
        }
    }

    /// The items of an array, each with its own path.
    pub(super) fn items(&self) -> Parsed<Vec<Field<'a>>> {
        let Value::List(items) = self.value else {
            return Err(self.expected("an array"));
        };
        Ok(self.numbered(items))
    }

    /// An array's items, or the one value that stands where an array could.
    pub(super) fn one_or_many(&self) -> Vec<Field<'a>> {
        match self.value {
            Value::List(items) => self.numbered(items),
            _ => alloc::vec![Field {
                path: self.path.clone(),
                value: self.value
            }],
        }
    }

    /// An object of strings.
    pub(super) fn text_pairs(&self) -> Parsed<Vec<(String, String)>> {
        let Value::Object(entries) = self.value else {
            return Err(self.expected("an object"));
        };
        entries
            .iter()
            .map(|(key, value)| {
                let field = Field {
                    path: self.below(key),
                    value,
                };
                Ok((key.clone(), field.text()?.to_string()))
            })
            .collect()
    }

    /// The error for this place.
    pub(super) fn expected(&self, expected: &str) -> ConfigError {
        let mut message = self.path.clone();
        message.push_str(": expected ");
        message.push_str(expected);
        message.push_str(", got ");
        self.show(&mut message);
        ConfigError { message }
    }

    fn below(&self, name: &str) -> String {
        let mut path = self.path.clone();
        path.push('.');
        path.push_str(name);
        path
    }

    fn numbered(&self, items: &'a [Value]) -> Vec<Field<'a>> {
        items
            .iter()
            .enumerate()
            .map(|(index, value)| {
                let mut path = self.path.clone();
                path.push('[');
                path.push_str(&index.to_string());
                path.push(']');
                Field { path, value }
            })
            .collect()
    }

    /// Short and plain; never long enough to leak a secret that was put in the wrong place.
    fn show(&self, message: &mut String) {
        match self.value {
            Value::Text(text) if text.len() <= 24 => {
                message.push('"');
                message.push_str(text);
                message.push('"');
            }
            Value::Bool(true) => message.push_str("true"),
            Value::Bool(false) => message.push_str("false"),
            Value::Number(_) => match self.value.as_whole() {
                Some(whole) => message.push_str(&whole.to_string()),
                None => message.push_str("a number"),
            },
            other => message.push_str(other.kind()),
        }
    }
}

/// A word out of a few.
pub(super) fn one_of<'a>(field: &Field<'a>, allowed: &[&str]) -> Parsed<&'a str> {
    match field.value().as_text() {
        Some(text) if allowed.contains(&text) => Ok(text),
        _ => {
            let mut expected = String::from("one of ");
            for (index, word) in allowed.iter().enumerate() {
                if index > 0 {
                    expected.push_str(", ");
                }
                expected.push('"');
                expected.push_str(word);
                expected.push('"');
            }
            Err(field.expected(&expected))
        }
    }
}

/// The known option that a mistyped one comes closest to, if any is close.
fn nearest<'k>(key: &str, known: &[&'k str]) -> Option<&'k str> {
    let allowed = match key.len() {
        0..=3 => 1,
        4..=7 => 2,
        _ => 3,
    };
    known
        .iter()
        .map(|candidate| (distance(key, candidate), *candidate))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Levenshtein's, letters of either case alike.
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (index, letter) in left.chars().enumerate() {
        let mut diagonal = index;
        let mut previous = index + 1;
        if let Some(first) = row.first_mut() {
            *first = previous;
        }
        for (cell, other) in row.iter_mut().skip(1).zip(&right) {
            let substituted = diagonal + usize::from(!letter.eq_ignore_ascii_case(other));
            diagonal = *cell;
            *cell = substituted.min(*cell + 1).min(previous + 1);
            previous = *cell;
        }
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_misses_are_found_and_far_ones_are_not() {
        let known = ["refresh", "baseURL", "login", "timeout"];
        assert_eq!(nearest("refesh", &known), Some("refresh"));
        assert_eq!(nearest("baseUrl", &known), Some("baseURL"));
        assert_eq!(nearest("time_out", &known), Some("timeout"));
        assert_eq!(nearest("interceptors", &known), None);
    }

    #[test]
    fn the_distance_is_levenshteins() {
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("abc", "abc"), 0);
    }
}
