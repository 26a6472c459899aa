//! All options, and what each takes.

use super::*;

/// What an option may be. The oracle for it is [`Kind::takes`], apart from the schema that it judges.
pub(super) enum Kind {
    Text,
    Filled,
    Path,
    Flag,
    /// A number of at least so much.
    AtLeast(f64),
    Word(&'static [&'static str]),
    HeaderName,
    Scheme,
    Method,
    Headers,
    /// A location, one or many, to be read or sent.
    Reads,
    Sends,
    /// The same, or an object of them.
    SendsEach,
    /// The same, but not an empty one.
    SendsSome,
    /// A list of texts that begin so.
    Texts(&'static str),
    Statuses,
    Matches,
    Match,
    User,
    Endpoint,
    Object,
    /// `false`, or an empty object.
    OffOrObject,
    AnyObject,
}

use Kind::{
    AnyObject, AtLeast, Endpoint, Filled, Flag, HeaderName, Headers, Match, Matches, Method, Object,
    OffOrObject, Path, Reads, Scheme, Sends, SendsEach, SendsSome, Statuses, Text, Texts, User, Word,
};

impl Kind {
    pub(super) fn takes(&self, value: &Value) -> bool {
        let text = value.as_text();
        let printable = |text: &str| text.chars().all(|letter| matches!(letter, ' '..='~'));
        let word = |text: &str| {
            !text.is_empty()
                && text.chars().all(|letter| letter.is_ascii_graphic())
                && !text.contains([':', '/', '(', '"'])
        };
        match self {
            Text => text.is_some(),
            Filled => text.is_some_and(|text| !text.is_empty()),
            Path => {
                text.is_some_and(|text| !text.is_empty() && !text.starts_with('.') && !text.ends_with('.'))
            }
            Flag => matches!(value, Value::Bool(_)),
            AtLeast(least) => matches!(value, Value::Number(number) if number.is_finite() && number >= least),
            Word(words) => text.is_some_and(|text| words.contains(&text)),
            HeaderName => text.is_some_and(word),
            Scheme => text.is_some_and(|text| printable(text) && text.trim() == text),
            Method => text.is_some_and(|text| word(text) && text != "TRACE"),
            Headers => match value {
                Value::Object(entries) => entries
                    .iter()
                    .all(|(name, value)| word(name) && value.as_text().is_some_and(printable)),
                _ => false,
            },
            Reads => match value {
                Value::List(items) => !items.is_empty() && items.iter().all(|item| Reads.takes(item)),
                _ => text.is_some_and(|text| ["body", "body:a", "header:x-a"].contains(&text)),
            },
            Sends => text.is_some_and(|text| {
                ["body", "body:a", "header:x-a", "query:a", "form:a", "cookie"].contains(&text)
            }),
            Texts(start) => match value {
                Value::List(items) => items.iter().all(|item| {
                    item.as_text()
                        .is_some_and(|text| !text.is_empty() && text.starts_with(start))
                }),
                _ => false,
            },
            Statuses => match value {
                Value::List(items) => items
                    .iter()
                    .all(|item| item.as_whole().is_some_and(|status| (100..600).contains(&status))),
                _ => false,
            },
            Matches => match value {
                Value::List(items) => items.iter().all(|item| Match.takes(item)),
                _ => Match.takes(value),
            },
            Match => [r#"{"path":"a","in":[1]}"#, r#"{"path":"a"}"#]
                .iter()
                .any(|good| *value == json(good)),
            Endpoint => match value {
                Value::Object(entries) => {
                    value.field("url").is_some_and(|url| Filled.takes(url)) && entries.len() == 1
                }
                _ => text.is_some_and(|text| !text.is_empty() && !text.contains(' ')),
            },
            User => {
                let place = text.and_then(Location::parse);
                Endpoint.takes(value)
                    && place.is_none_or(|place| matches!(place, Location::Body(path) if !path.is_empty()))
            }
            SendsEach => Sends.takes(value) || Object.takes(value),
            SendsSome => Sends.takes(value),
            OffOrObject => *value == Value::Bool(false) || Object.takes(value),
            AnyObject => matches!(value, Value::Object(_)),
            Object => matches!(value, Value::Object(entries) if entries.is_empty()),
        }
    }
}

/// Every option there is, by its path.
#[rustfmt::skip]
pub(super) const ALL: &[(&str, Kind)] = &[
    ("baseURL", Text),
    ("login", Endpoint),
    ("login.url", Filled),
    ("login.method", Method),
    ("login.headers", Headers),
    ("login.credentials", Word(&["omit", "same-origin", "include"])),
    ("login.body", AnyObject),
    ("refresh", Endpoint),
    ("refresh.url", Filled),
    ("refresh.method", Method),
    ("refresh.headers", Headers),
    ("refresh.credentials", Word(&["omit", "same-origin", "include"])),
    ("refresh.send", SendsSome),
    ("refresh.send.refresh", Sends),
    ("refresh.send.access", Sends),
    ("refresh.scheme", Scheme),
    ("refresh.body", AnyObject),
    ("refresh.success", Match),
    ("refresh.refused", Object),
    ("refresh.refused.status", Statuses),
    ("refresh.refused.body", Matches),
    ("logout", Endpoint),
    ("logout.url", Filled),
    ("logout.method", Method),
    ("logout.headers", Headers),
    ("logout.credentials", Word(&["omit", "same-origin", "include"])),
    ("logout.body", AnyObject),
    ("logout.scheme", Scheme),
    ("logout.send", SendsEach),
    ("logout.send.refresh", Sends),
    ("logout.send.access", Sends),
    ("tokens", Object),
    ("tokens.access", Reads),
    ("tokens.refresh", Reads),
    ("tokens.accessExpires", Reads),
    ("tokens.refreshExpires", Reads),
    ("tokens.timeZone", Word(&["local", "utc", "+08:00"])),
    ("tokens.unit", Word(&["seconds", "milliseconds", "minutes"])),
    ("tokens.origins", Texts("https:")),
    ("attach", OffOrObject),
    ("attach.header", HeaderName),
    ("attach.scheme", Scheme),
    ("attach.origins", Texts("https:")),
    ("attach.redirect", Word(&["follow", "error"])),
    ("attach.exempt", Texts("")),
    ("expired", Object),
    ("expired.status", Statuses),
    ("expired.body", Matches),
    ("expired.not", Matches),
    ("expired.redirect", Flag),
    ("expired.searched", AtLeast(0.0)),
    ("success", Match),
    ("storage", Word(&["local", "session", "memory"])),
    ("user", User),
    ("user.url", Filled),
    ("user.method", Method),
    ("user.headers", Headers),
    ("user.credentials", Word(&["omit", "same-origin", "include"])),
    ("restore", Word(&["known", "always", "never"])),
    ("idle", Object),
    ("idle.after", AtLeast(1.0)),
    ("idle.warn", AtLeast(0.0)),
    ("storageKey", Filled),
    ("adopt", Object),
    ("adopt.access", Filled),
    ("adopt.refresh", Filled),
    ("proactive", Object),
    ("proactive.leeway", AtLeast(0.0)),
    ("proactive.background", Flag),
    ("retry", Object),
    ("retry.attempts", AtLeast(1.0)),
    ("retry.base", AtLeast(0.0)),
    ("retry.cap", AtLeast(0.0)),
    ("replay", Object),
    ("replay.streamLimit", AtLeast(0.0)),
    ("timeout", AtLeast(0.0)),
    ("refreshTimeout", AtLeast(1.0)),
    ("crossTab", Flag),
    ("credentials", Word(&["omit", "same-origin", "include"])),
    ("headers", Headers),
    ("unwrap", Path),
    ("xsrf", OffOrObject),
    ("xsrf.cookie", HeaderName),
    ("xsrf.header", HeaderName),
];
