//! Origins as the configuration writes them, and how safe the way to one is.

use super::destination::Target;

/// Where `global.resolve` puts what is relative while there is no page, as on a server (RFC 6761 §6.4). Nothing goes
/// there.
const NO_PAGE: &str = "page.invalid";

/// The origin that a text names, if the text is what the URL parser makes of it: scheme, host, and perhaps a port and a
/// slash at the end, in either case. So it has no path and no user, and a wildcard is refused: to the parser it is a letter.
#[must_use]
pub fn named(text: &str, resolve: &dyn Fn(&str) -> Option<Target>) -> Option<String> {
    let origin = resolve(text)?.origin;
    let named = text.strip_suffix('/').unwrap_or(text);
    let is_named = named.eq_ignore_ascii_case(&origin) && !named.contains('*');
    (is_named && is_http(&origin)).then_some(origin)
}

/// Whether an origin, as the URL parser writes it, is one of http or https.
#[must_use]
pub fn is_http(origin: &str) -> bool {
    origin.starts_with("http://") || origin.starts_with("https://")
}

/// Whether what is sent to an origin can be read on the way: plain http, and the host is another machine.
#[must_use]
pub fn is_insecure(origin: &str) -> bool {
    let Some(host) = origin.strip_prefix("http://") else {
        return false;
    };
    let name = host.split_once(':').map_or(host, |(name, _)| name);
    let is_loopback = name == "localhost"
        || name.ends_with(".localhost")
        || host.starts_with("[::1]")
        || (name.starts_with("127.")
            && name
                .bytes()
                .all(|letter| letter.is_ascii_digit() || letter == b'.'));
    !is_loopback && name != NO_PAGE
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A URL parser that makes this origin of any text.
    fn named_where(text: &str, origin: &str) -> Option<String> {
        let target = Target {
            origin: origin.into(),
            ..Target::default()
        };
        named(text, &|_| Some(target.clone()))
    }

    #[test]
    fn an_origin_is_what_the_url_parser_makes_of_it() {
        for (text, origin) in [
            ("https://api.example", "https://api.example"),
            ("https://api.example/", "https://api.example"),
            ("http://localhost:8080", "http://localhost:8080"),
            ("https://[::1]:8443", "https://[::1]:8443"),
            ("HTTPS://API.EXAMPLE", "https://api.example"),
            ("https://xn--bcher-kva.example", "https://xn--bcher-kva.example"),
        ] {
            assert_eq!(named_where(text, origin).as_deref(), Some(origin), "{text}");
        }
        for (text, origin) in [
            ("", "https://page.example"),
            ("*", "https://page.example"),
            ("null", "https://page.example"),
            ("null", "null"),
            ("x", "https://page.example"),
            ("//x", "https://x"),
            ("https:x", "https://x"),
            ("https:///x", "https://x"),
            ("https://*.example", "https://*.example"),
            ("https://x/path", "https://x"),
            ("https://x//", "https://x"),
            ("https://x?", "https://x"),
            ("https://x#", "https://x"),
            ("https://user@x", "https://x"),
            ("https://x:", "https://x"),
            (" https://x", "https://x"),
            ("https://x\n", "https://x"),
            (r"https:\\x", "https://x"),
            ("https://%78", "https://x"),
            ("file://", "null"),
            ("ftp://x", "ftp://x"),
            ("blob:https://x", "https://x"),
        ] {
            assert_eq!(named_where(text, origin), None, "{text:?}");
        }
        assert_eq!(named("https://", &|_| None), None);
    }

    #[test]
    fn plain_http_is_safe_on_the_own_machine_only() {
        for safe in [
            "https://api.example",
            "http://localhost",
            "http://localhost:3000",
            "http://app.localhost:1",
            "http://127.0.0.1",
            "http://127.1.2.3:8080",
            "http://[::1]:1",
            "http://page.invalid",
            "null",
            "",
        ] {
            assert!(!is_insecure(safe), "{safe}");
        }
        for insecure in [
            "http://api.example",
            "http://127.evil.example",
            "http://localhost.evil.example",
            "http://notlocalhost",
            "http://10.0.0.1",
            "http://[::2]",
            "http://page.invalid.example",
        ] {
            assert!(is_insecure(insecure), "{insecure}");
        }
    }

    proptest! {
        #[test]
        fn arbitrary_text_never_panics(text in ".*") {
            let _ = named_where(&text, &text);
            let _ = is_insecure(&text);
        }

        #[test]
        fn origin_like_text_never_panics(text in r"https?://[\[\]:/@*.a-z0-9é]{0,12}") {
            prop_assert!(named_where(&text, &text).is_none_or(|origin| !origin.contains('*')));
            let _ = is_insecure(&text);
        }
    }
}
