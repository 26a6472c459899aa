//! Which texts are tokens.
//!
//! Invariant: a token that is kept is valid in the header that carries it. Any other would make `Headers` throw at every
//! request, with the token in the error's message, until the user logs out.

use super::{
    location::Location,
    policy::{Logout, Policy, Refresh},
    secret::Secret,
    session::Tokens,
};

/// The token in a text, if a header can carry it: without surrounding whitespace, which `Headers` strips as well (Fetch,
/// "normalize a byte sequence"), without control characters other than TAB, and within U+00FF (RFC 9110 §5.5).
#[must_use]
pub fn for_header(text: &str) -> Option<Secret> {
    let token = text.trim_ascii();
    let travels = |letter: char| matches!(letter, '\t' | ' '..='~' | '\u{80}'..='\u{FF}');
    (!token.is_empty() && token.chars().all(travels)).then(|| Secret::new(token))
}

/// The token that an older app left in its storage (R24), as text or as JSON. What `String` makes of a missing value is
/// no token.
#[must_use]
pub fn left_behind(text: &str) -> Option<&str> {
    let unquoted = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    let token = unquoted.unwrap_or(text).trim_ascii();
    let nothing = ["", "undefined", "null", "NaN", "false", "true", "[object Object]"];
    (!nothing.contains(&token)).then_some(token)
}

/// The text without the scheme that stands before a token, in any case of letters (RFC 9110 §11.1).
fn without_scheme<'a>(text: &'a str, scheme: &str) -> &'a str {
    let text = text.trim_ascii();
    let split = text.split_once(|letter: char| letter.is_ascii_whitespace());
    match split {
        Some((word, token)) if word.eq_ignore_ascii_case(scheme) => token.trim_ascii_start(),
        _ => text,
    }
}

impl Policy {
    /// The access token in a text. The scheme that requests carry is taken off; where they carry the bare token, whatever
    /// stands before it belongs to it.
    #[must_use]
    pub fn access_token(&self, text: &str) -> Option<Secret> {
        for_header(without_scheme(text, &self.attach.scheme))
    }

    /// The refresh token in a text, without that scheme. It is held to a header's rule only if it is configured to travel in
    /// one.
    #[must_use]
    pub fn refresh_token(&self, text: &str) -> Option<Secret> {
        let bare = without_scheme(text, &self.attach.scheme);
        // Otherwise it is kept as it came, whitespace and all.
        let text = if bare.len() < text.trim_ascii().len() {
            bare
        } else {
            text
        };
        if self.sends_refresh_token_in_header() {
            return for_header(text);
        }
        (!text.is_empty()).then(|| Secret::new(text))
    }

    /// Whether these tokens can be renewed at all.
    #[must_use]
    pub fn can_renew(&self, tokens: &Tokens) -> bool {
        match &self.refresh {
            Refresh::None => false,
            refresh => !refresh.needs_token() || self.refresh_token_of(tokens).is_some(),
        }
    }

    /// The refresh token of these tokens, if it can be sent.
    #[must_use]
    pub fn refresh_token_of(&self, tokens: &Tokens) -> Option<Secret> {
        self.refresh_token(tokens.refresh.as_ref()?.reveal())
    }

    fn sends_refresh_token_in_header(&self) -> bool {
        let logout = match &self.logout {
            Some(Logout::Endpoint { send, .. }) => send.as_ref(),
            _ => None,
        };
        [self.refresh.send(), logout]
            .into_iter()
            .flatten()
            .any(|send| matches!(send.refresh, Some(Location::Header(_))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn kept(text: &str) -> Option<String> {
        for_header(text).map(|token| token.reveal().to_string())
    }

    #[test]
    fn a_token_is_what_a_header_can_carry() {
        for (text, token) in [
            ("abc", "abc"),
            (" abc\r\n", "abc"),
            ("a b\tc", "a b\tc"),
            ("~!\u{80}\u{FF}", "~!\u{80}\u{FF}"),
        ] {
            assert_eq!(kept(text).as_deref(), Some(token), "{text:?}");
        }
        for text in [
            "",
            " \t\r\n",
            "a\nb",
            "a\rb",
            "a\0b",
            "a\u{7F}",
            "a\u{1B}[0m",
            "a\u{100}",
            "令牌",
        ] {
            assert_eq!(kept(text), None, "{text:?}");
        }
    }

    #[test]
    fn what_stands_for_nothing_is_no_older_apps_token() {
        for text in [
            "",
            "\"\"",
            "undefined",
            "\"undefined\"",
            "null",
            "\"null\"",
            "NaN",
            "\"NaN\"",
            "[object Object]",
            "\"[object Object]\"",
            " null ",
        ] {
            assert_eq!(left_behind(text), None, "{text:?}");
        }
        assert_eq!(left_behind("\"quoted\""), Some("quoted"));
        assert_eq!(left_behind("plain"), Some("plain"));
        assert_eq!(
            left_behind("undefined.but.a.token"),
            Some("undefined.but.a.token")
        );
    }

    proptest! {
        /// `Headers` throws for bytes above 255, NUL, CR and LF inside. Nothing of that is ever kept.
        #[test]
        fn whatever_is_kept_can_travel(text in any::<String>()) {
            if let Some(token) = for_header(&text) {
                let token = token.reveal();
                prop_assert!(!token.is_empty() && text.contains(token));
                prop_assert_eq!(token, token.trim_matches([' ', '\t', '\r', '\n']));
                prop_assert!(token.chars().all(|letter| u32::from(letter) < 256));
                prop_assert!(!token.contains(['\0', '\r', '\n', char::from(0x7F)]));
                prop_assert_eq!(for_header(token).map(|again| again == Secret::new(token)), Some(true));
            }
        }

        #[test]
        fn printable_ascii_is_kept_as_it_is(text in "[!-~]([ -~]{0,40}[!-~])?") {
            prop_assert_eq!(kept(&text), Some(text));
        }
    }
}
