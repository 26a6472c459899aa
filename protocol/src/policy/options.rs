//! The options of `createAuth`, as data.

use super::{Restore, schema::Kind};
use crate::{
    expiry::{TimeZone, Unit},
    header,
    location::{Location, is_path},
    value::Value,
};

const TEXT: Kind = Kind::Fits(|value| value.as_text().is_some(), "a string");
const PATH: Kind = Kind::Fits(
    |value| value.as_text().is_some_and(is_path),
    "a path such as \"data.token\"",
);
const METHOD: Kind = Kind::Fits(
    |value| value.as_text().is_some_and(header::is_method),
    "a method that fetch sends",
);
const HEADER: Kind = Kind::Fits(
    |value| value.as_text().is_some_and(header::is_name),
    "a header name",
);
/// RFC 6265 has the same characters for both names.
const COOKIE: Kind = Kind::Fits(
    |value| value.as_text().is_some_and(header::is_name),
    "a cookie's name",
);
const SCHEME: Kind = Kind::Fits(is_scheme, "a string that a header can hold");
const FILLED: Kind = Kind::Fits(is_filled, "a string that is not empty");
const FLAG: Kind = Kind::Fits(|value| matches!(value, Value::Bool(_)), "true or false");
const NOT_NEGATIVE: Kind = Kind::Number(0, None);
const AT_LEAST_ONE: Kind = Kind::Number(1, None);
const STATUS: Kind = Kind::Number(100, Some(599));

const LOCATION: Kind = Kind::Fits(
    |value| location(value).is_some(),
    "\"body\", \"body:…\", \"header:…\", \"query:…\", \"form:…\" or \"cookie\", with a name that a message can hold",
);
const READABLE: Kind = Kind::Fits(
    |value| location(value).is_some_and(|place| place.is_readable()),
    "\"body\", \"body:…\" or \"header:…\", with a name that a reply can hold",
);
const READABLES: Kind = Kind::OneOrMany(&READABLE);

/// The URL parser decides which texts are origins.
const ORIGINS: Kind = Kind::List(&Kind::Fits(|value| value.as_text().is_some(), AN_ORIGIN));
pub(super) const AN_ORIGIN: &str = "an origin such as \"https://api.example\"";

pub(super) const A_USER: &str = "\"claims\", \"body:…\" or a URL";

const BODY_MATCH: Kind = Kind::Fits(
    is_body_match,
    "{ path: string, in?: (string | number | boolean | null)[] }",
);

/// Those of replies that have arrived. A 1xx is no reply yet.
const STATUSES: Kind = Kind::List(&Kind::Fits(
    |value| {
        value
            .as_whole()
            .is_some_and(|status| (200..600).contains(&status))
    },
    "a status from 200 to 599",
));

/// fetch's.
const CREDENTIALS: Kind = Kind::Fits(
    |value| is_one_of(value, &["omit", "same-origin", "include"]),
    "one of \"omit\", \"same-origin\", \"include\"",
);
const BODY: Kind = Kind::Fits(|value| matches!(value, Value::Object(_)), "an object");
const SENT: Kind = Kind::Or(&LOCATION, &[("refresh", LOCATION), ("access", LOCATION)]);

const ENDPOINT: &[(&str, Kind)] = &[
    ("url", FILLED),
    ("method", METHOD),
    ("headers", Kind::Headers),
    ("credentials", CREDENTIALS),
    ("body", BODY),
    ("exempt", FLAG),
];
const REFRESH: &[(&str, Kind)] = &[
    ("url", FILLED),
    ("method", METHOD),
    ("headers", Kind::Headers),
    ("credentials", CREDENTIALS),
    ("body", BODY),
    ("exempt", FLAG),
    ("send", SENT),
    ("scheme", SCHEME),
    ("success", BODY_MATCH),
    (
        "refused",
        Kind::Object(&[("status", STATUSES), ("body", Kind::OneOrMany(&BODY_MATCH))]),
    ),
];
const LOGOUT: &[(&str, Kind)] = &[
    ("url", FILLED),
    ("method", METHOD),
    ("headers", Kind::Headers),
    ("credentials", CREDENTIALS),
    ("body", BODY),
    ("exempt", FLAG),
    ("send", SENT),
    ("scheme", SCHEME),
];
const USER: &[(&str, Kind)] = &[
    ("url", FILLED),
    ("method", METHOD),
    ("headers", Kind::Headers),
    ("credentials", CREDENTIALS),
];
const TOKENS: &[(&str, Kind)] = &[
    ("access", READABLES),
    ("refresh", READABLES),
    ("accessExpires", READABLES),
    ("refreshExpires", READABLES),
    (
        "timeZone",
        Kind::Fits(
            |value| value.as_text().and_then(TimeZone::parse).is_some(),
            "\"local\", \"utc\" or an offset such as \"+08:00\"",
        ),
    ),
    (
        "unit",
        Kind::Fits(
            |value| value.as_text().and_then(Unit::parse).is_some(),
            "one of \"seconds\", \"milliseconds\", \"minutes\"",
        ),
    ),
    ("origins", ORIGINS),
];
const ATTACH: &[(&str, Kind)] = &[
    ("header", HEADER),
    ("scheme", SCHEME),
    ("origins", ORIGINS),
    (
        "redirect",
        Kind::Fits(
            |value| is_one_of(value, &["follow", "error"]),
            "one of \"follow\", \"error\"",
        ),
    ),
    ("exempt", Kind::List(&FILLED)),
];
const EXPIRED: &[(&str, Kind)] = &[
    ("status", Kind::List(&STATUS)),
    ("body", Kind::OneOrMany(&BODY_MATCH)),
    ("not", Kind::OneOrMany(&BODY_MATCH)),
    ("redirect", FLAG),
    // A function never gets here: the shell keeps it.
    ("test", Kind::Fits(|_| false, "a function")),
    ("searched", NOT_NEGATIVE),
];

/// Everything `createAuth` takes.
pub(super) const OPTIONS: Kind = Kind::Object(&[
    ("baseURL", TEXT),
    ("login", Kind::Endpoint(ENDPOINT)),
    ("refresh", Kind::Endpoint(REFRESH)),
    ("logout", Kind::Endpoint(LOGOUT)),
    ("tokens", Kind::Object(TOKENS)),
    ("attach", Kind::Off(ATTACH)),
    ("expired", Kind::Object(EXPIRED)),
    ("success", BODY_MATCH),
    (
        "storage",
        Kind::Fits(
            |value| is_one_of(value, &["local", "session", "memory"]),
            "\"local\", \"session\", \"memory\" or a storage object",
        ),
    ),
    (
        "restore",
        Kind::Fits(
            |value| is_one_of(value, &Restore::WORDS),
            "one of \"known\", \"always\", \"never\"",
        ),
    ),
    ("user", Kind::Endpoint(USER)),
    ("storageKey", FILLED),
    ("adopt", Kind::Object(&[("access", FILLED), ("refresh", FILLED)])),
    (
        "idle",
        Kind::Object(&[("after", AT_LEAST_ONE), ("warn", NOT_NEGATIVE)]),
    ),
    (
        "proactive",
        Kind::Object(&[("leeway", NOT_NEGATIVE), ("background", FLAG)]),
    ),
    (
        "retry",
        Kind::Object(&[
            ("attempts", AT_LEAST_ONE),
            ("base", NOT_NEGATIVE),
            ("cap", NOT_NEGATIVE),
        ]),
    ),
    ("replay", Kind::Object(&[("streamLimit", NOT_NEGATIVE)])),
    ("timeout", NOT_NEGATIVE),
    ("refreshTimeout", AT_LEAST_ONE),
    ("crossTab", FLAG),
    ("credentials", CREDENTIALS),
    ("headers", Kind::Headers),
    ("unwrap", PATH),
    // Read by the shell.
    ("xsrf", Kind::Off(&[("cookie", COOKIE), ("header", HEADER)])),
    (
        "warnings",
        Kind::Fits(
            |value| is_one_of(value, &["console", "silent"]),
            "one of \"console\", \"silent\"",
        ),
    ),
]);

fn is_filled(value: &Value) -> bool {
    value.as_text().is_some_and(|text| !text.is_empty())
}

fn is_one_of(value: &Value, words: &[&str]) -> bool {
    value.as_text().is_some_and(|text| words.contains(&text))
}

/// The text before a token. Whitespace around it would be stripped.
fn is_scheme(value: &Value) -> bool {
    let is_trimmed = |text: &str| header::is_value(text) && text.trim_ascii() == text;
    value.as_text().is_some_and(is_trimmed)
}

fn is_body_match(value: &Value) -> bool {
    let Value::Object(entries) = value else {
        return false;
    };
    let known = entries.iter().all(|(key, _)| key == "path" || key == "in");
    let plain = |item: &Value| match item {
        Value::Number(number) => number.is_finite(),
        item => !matches!(item, Value::List(_) | Value::Object(_)),
    };
    let accepted = match value.field("in") {
        Some(Value::List(items)) => items.iter().all(plain),
        None | Some(Value::Null) => true,
        Some(_) => false,
    };
    known && accepted && value.field("path").and_then(Value::as_text).is_some_and(is_path)
}

fn location(value: &Value) -> Option<Location> {
    Location::parse(value.as_text()?)
}
