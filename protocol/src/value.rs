//! Plain data as JSON knows it: the one form in which configuration, reply bodies and stored
//! records enter the protocol.

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use std::{
    fmt,
    hash::{Hash, Hasher},
};

/// A JSON value. Bodies carry tokens, so `Debug` shows the shape and never the text (R26).
#[derive(Clone)]
pub enum Value {
    /// `null`, and what JavaScript calls `undefined`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// Any number.
    Number(f64),
    /// A string.
    Text(String),
    /// An array.
    List(Vec<Value>),
    /// An object, its keys in the order they came.
    Object(Vec<(String, Value)>),
}

impl Value {
    /// The entry of an object, `None` for anything else.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&Value> {
        match self {
            Self::Object(entries) => entries
                .iter()
                .find(|(key, _)| key == name)
                .map(|(_, value)| value),
            _ => None,
        }
    }

    /// Walks a dotted path: `data.accessToken`, `items.0.id`. By hand: serde_json, whose values have pointers, costs 17 kB of
    /// the binary.
    #[must_use]
    pub fn walk(&self, path: &str) -> Option<&Value> {
        path.split('.').try_fold(self, |value, step| match value {
            Self::List(items) => items.get(step.parse::<usize>().ok()?),
            _ => value.field(step),
        })
    }

    /// The string, if it is one.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The number as whole milliseconds, counters and the like; `None` when it is not whole or
    /// lies outside what JavaScript holds exactly.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "the range is checked before")]
    pub fn as_whole(&self) -> Option<i64> {
        const EXACT: f64 = 9_007_199_254_740_991.0;
        match self {
            Self::Number(number) if (-EXACT..=EXACT).contains(number) => {
                let whole = *number as i64;
                #[expect(clippy::cast_precision_loss, reason = "within the exact range")]
                let same = whole as f64 == *number;
                same.then_some(whole)
            }
            _ => None,
        }
    }

    /// A whole number as JSON holds it.
    #[must_use]
    #[expect(
        clippy::cast_precision_loss,
        reason = "epoch milliseconds and counters are exact"
    )]
    pub fn whole(number: i64) -> Self {
        Self::Number(number as f64)
    }

    /// A string.
    #[must_use]
    pub fn text(text: &str) -> Self {
        Self::Text(text.to_string())
    }

    /// A 64-bit id, as text: JavaScript's numbers are too small for it.
    #[must_use]
    pub fn hex(name: u64) -> Self {
        Self::Text(format!("{name:x}"))
    }

    /// Adds an entry to an object that does not have it.
    pub fn put(&mut self, name: &str, value: Value) {
        if let Self::Object(entries) = self {
            entries.push((name.to_string(), value));
        }
    }

    /// Adds a time, if there is one.
    pub fn put_time(&mut self, name: &str, time: Option<i64>) {
        if let Some(time) = time {
            self.put(name, Self::whole(time));
        }
    }

    /// Puts a value under a dotted path, making the objects on the way. An empty path is the whole.
    pub fn set(&mut self, path: &str, value: Value) {
        if path.is_empty() {
            *self = value;
            return;
        }
        if !matches!(self, Self::Object(_)) {
            *self = Self::Object(Vec::new());
        }
        let Self::Object(entries) = self else { return };
        let (first, rest) = match path.split_once('.') {
            Some((first, rest)) => (first, Some(rest)),
            None => (path, None),
        };
        if !entries.iter().any(|(key, _)| key == first) {
            entries.push((first.to_string(), Self::Null));
        }
        let Some((_, entry)) = entries.iter_mut().find(|(key, _)| key == first) else {
            return;
        };
        match rest {
            Some(rest) => entry.set(rest, value),
            None => *entry = value,
        }
    }

    /// What it is, in words fit for "expected …, got …".
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Number(_) => "a number",
            Self::Text(_) => "a string",
            Self::List(_) => "an array",
            Self::Object(_) => "an object",
        }
    }
}

impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Null, Self::Null) => true,
            (Self::Bool(left), Self::Bool(right)) => left == right,
            // As JavaScript's ===, with NaN equal to itself so that equality is total.
            (Self::Number(left), Self::Number(right)) => left == right || (left.is_nan() && right.is_nan()),
            (Self::Text(left), Self::Text(right)) => left == right,
            (Self::List(left), Self::List(right)) => left == right,
            (Self::Object(left), Self::Object(right)) => left == right,
            _ => false,
        }
    }
}

impl Eq for Value {}

impl Hash for Value {
    fn hash<H: Hasher>(&self, state: &mut H) {
        std::mem::discriminant(self).hash(state);
        match self {
            Self::Null => {}
            Self::Bool(value) => value.hash(state),
            // -0 equals 0 and every NaN equals every other: hash them alike.
            Self::Number(number) if *number == 0.0 || number.is_nan() => {
                number.is_nan().hash(state);
            }
            Self::Number(number) => number.to_bits().hash(state),
            Self::Text(text) => text.hash(state),
            Self::List(items) => items.hash(state),
            Self::Object(entries) => entries.hash(state),
        }
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Object(entries) => formatter
                .debug_map()
                .entries(entries.iter().map(|(key, value)| (key, value)))
                .finish(),
            Self::List(items) => formatter.debug_list().entries(items).finish(),
            other => formatter.write_str(other.kind()),
        }
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValueVisitor)
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("plain data")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        Value::deserialize(deserializer)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Value::Number(value))
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "JSON numbers are doubles in JavaScript"
    )]
    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value as f64))
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "JSON numbers are doubles in JavaScript"
    )]
    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value as f64))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::Text(value.to_string()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Value, A::Error> {
        let items = std::iter::from_fn(|| sequence.next_element().transpose());
        items.collect::<Result<_, _>>().map(Value::List)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let entries = std::iter::from_fn(|| map.next_entry().transpose());
        entries.collect::<Result<_, _>>().map(Value::Object)
    }
}

/// A whole number in decimal.
#[must_use]
pub fn decimal(number: i64) -> String {
    number.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dotted_path_walks_objects_and_lists() {
        let mut body = Value::Null;
        body.set("data.token", Value::Text("t".into()));
        assert_eq!(body.walk("data.token").and_then(Value::as_text), Some("t"));
        assert_eq!(body.walk("data.missing.deeper"), None);
        let list = Value::List(vec![Value::whole(7)]);
        assert_eq!(list.walk("0").and_then(Value::as_whole), Some(7));
        for nowhere in ["", "1", "-0", "x", "99999999999999999999"] {
            assert_eq!(list.walk(nowhere), None);
        }
    }

    #[test]
    fn a_path_that_meets_no_object_makes_one() {
        let mut body = Value::whole(1);
        body.set("a.b", Value::whole(2));
        body.set("a.c", Value::whole(3));
        body.set("a.b", Value::whole(4));
        assert_eq!(body.walk("a.b").and_then(Value::as_whole), Some(4));
        assert_eq!(body.walk("a.c").and_then(Value::as_whole), Some(3));
    }

    #[test]
    fn an_id_is_written_in_hexadecimal() {
        assert_eq!(Value::hex(0), Value::text("0"));
        assert_eq!(Value::hex(u64::MAX), Value::text("ffffffffffffffff"));
    }

    #[test]
    fn debug_shows_the_shape_and_no_text() {
        let mut body = Value::Null;
        body.set("access_token", Value::Text("canary".into()));
        assert_eq!(format!("{body:?}"), r#"{"access_token": a string}"#);
    }

    #[test]
    fn whole_numbers_only_when_exact() {
        assert_eq!(Value::Number(1.5).as_whole(), None);
        assert_eq!(Value::Number(f64::NAN).as_whole(), None);
        assert_eq!(Value::Number(1e300).as_whole(), None);
        assert_eq!(
            Value::Number(1_700_000_000_000.0).as_whole(),
            Some(1_700_000_000_000)
        );
    }
}
