//! Where a value sits in an HTTP message.

use super::header;

/// `body:data.accessToken`, `header:x-token`, `query:t`, `form:refresh_token` or `cookie`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Location {
    /// A dotted path in a JSON body.
    Body(String),
    /// A header, its name in lower case.
    Header(String),
    /// A parameter of the URL. Requests only.
    Query(String),
    /// A field of an `application/x-www-form-urlencoded` body. Requests only.
    Form(String),
    /// A cookie that the browser keeps and this page never sees. Requests only.
    Cookie,
}

impl Location {
    /// Parses the notation. `None` also for a name that no message can hold: no header has it, or a step of the path is
    /// empty.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if text == "cookie" {
            return Some(Self::Cookie);
        }
        let (place, name) = text.split_once(':')?;
        match place {
            "body" if is_path(name) => Some(Self::Body(name.to_string())),
            "header" if header::is_name(name) => Some(Self::Header(name.to_ascii_lowercase())),
            "query" if !name.is_empty() => Some(Self::Query(name.to_string())),
            "form" if !name.is_empty() => Some(Self::Form(name.to_string())),
            _ => None,
        }
    }

    /// The header's name, if it is one.
    #[must_use]
    pub fn header(&self) -> Option<&str> {
        match self {
            Self::Header(name) => Some(name),
            _ => None,
        }
    }

    /// Whether a reply can carry a value there.
    #[must_use]
    pub fn is_readable(&self) -> bool {
        matches!(self, Self::Body(_) | Self::Header(_))
    }
}

/// Whether a text is a dotted path: no step of it is empty.
#[must_use]
pub fn is_path(text: &str) -> bool {
    text.split('.').all(|step| !step.is_empty())
}

/// The places to look at when none is configured: each name at the body's root, then each under `data`.
#[must_use]
pub fn found_without_configuration(names: &[&str]) -> Vec<Location> {
    let mut places = Vec::new();
    for parent in ["", "data."] {
        places.extend(names.iter().map(|name| Location::Body(format!("{parent}{name}"))));
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_notation_is_read() {
        assert_eq!(Location::parse("body:a.b"), Some(Location::Body("a.b".into())));
        assert_eq!(
            Location::parse("header:X-Token"),
            Some(Location::Header("x-token".into()))
        );
        assert_eq!(Location::parse("cookie"), Some(Location::Cookie));
        for wrong in [
            "",
            "body:",
            "body:.a",
            "body:a.",
            "body:a..b",
            "header:",
            "header:my token",
            "header:x\n",
            "header:t\u{f6}ken",
            "query:",
            "form:",
            "access_token",
            "cookies",
            "headers:x",
        ] {
            assert_eq!(Location::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn the_root_is_looked_at_before_data() {
        let places = found_without_configuration(&["access_token", "token"]);
        let paths: Vec<_> = places
            .iter()
            .map(|place| match place {
                Location::Body(path) => path.as_str(),
                _ => "",
            })
            .collect();
        assert_eq!(
            paths,
            ["access_token", "token", "data.access_token", "data.token"]
        );
    }
}
