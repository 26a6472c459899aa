//! Where a value sits in an HTTP message.

use super::header;

/// `body:data.accessToken`, `body`, `header:x-token`, `query:t`, `form:refresh_token` or `cookie`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Location {
    /// A dotted path in a JSON body. If empty, the whole body.
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
    /// The whole body.
    pub const WHOLE_BODY: Self = Self::Body(String::new());

    /// Parses the notation. `None` also for a name that no message can hold: no header has it, or a step of the path is
    /// empty.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "cookie" => return Some(Self::Cookie),
            "body" => return Some(Self::WHOLE_BODY),
            _ => {}
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

/// Where to look for one kind of value. The first place that has one wins.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Lookup {
    /// As configured.
    Configured(Vec<Location>),
    /// These names, at the root of a JSON body and then under each of [`Lookup::PARENTS`].
    Usual(&'static [&'static str]),
}

impl Lookup {
    /// Under what back-ends put their tokens. The root comes first.
    pub const PARENTS: [&str; 5] = ["", "data", "tokens", "data.tokens", "result"];
    /// What back-ends call the access token.
    pub const ACCESS: Self = Self::Usual(&[
        "access_token",
        "accessToken",
        "token",
        "access",
        "jwt",
        "id_token",
    ]);
    /// What they call the refresh token.
    pub const REFRESH: Self = Self::Usual(&["refresh_token", "refreshToken", "refresh"]);
    /// What they call the access token's expiry.
    pub const ACCESS_EXPIRES: Self = Self::Usual(&[
        "expires_in",
        "expiresIn",
        "expires_at",
        "expiresAt",
        "accessExpires",
    ]);
    /// What they call the refresh token's expiry.
    pub const REFRESH_EXPIRES: Self = Self::Usual(&[
        "refresh_expires_in",
        "refreshExpiresIn",
        "refresh_token_expires_in",
        "refreshExpires",
    ]);

    /// The configured places; none if there is no configuration.
    #[must_use]
    pub fn configured(&self) -> &[Location] {
        match self {
            Self::Configured(places) => places,
            Self::Usual(_) => &[],
        }
    }
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
        assert_eq!(Location::parse("body"), Some(Location::WHOLE_BODY));
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
}
