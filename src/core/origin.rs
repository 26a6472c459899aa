//! Origins as the configuration writes them, and how safe the way to one is.

/// Where `global.resolve` puts what is relative while there is no page, as on a server (RFC 6761 §6.4). Nothing goes
/// there.
const NO_PAGE: &str = "page.invalid";

/// Whether a text is an absolute http(s) origin: scheme, host, and perhaps a port and a slash at the end. It has no
/// path, no user and no wildcard, so that what the URL parser makes of it is what its author reads there.
#[must_use]
pub fn is_http_origin(text: &str) -> bool {
    let origin = text.strip_suffix('/').unwrap_or(text);
    let Some((scheme, rest)) = origin.split_once(':') else {
        return false;
    };
    let is_http = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
    let Some(host) = rest.strip_prefix("//").filter(|_| is_http) else {
        return false;
    };
    let (name, port) = name_and_port(host);
    let allowed =
        |letter: char| !letter.is_control() && !letter.is_whitespace() && !r"/\?#@*%".contains(letter);
    let is_port = |port: &str| !port.is_empty() && port.bytes().all(|digit| digit.is_ascii_digit());
    !name.is_empty() && name.chars().all(allowed) && port.is_none_or(is_port)
}

/// Whether what is sent to an origin can be read on the way: plain http, and the host is another machine.
#[must_use]
pub fn is_insecure(origin: &str) -> bool {
    let Some(host) = origin.strip_prefix("http://") else {
        return false;
    };
    let (name, _) = name_and_port(host);
    let is_loopback = name == "localhost"
        || name.ends_with(".localhost")
        || name == "[::1]"
        || (name.starts_with("127.")
            && name
                .bytes()
                .all(|letter| letter.is_ascii_digit() || letter == b'.'));
    !is_loopback && name != NO_PAGE
}

/// Splits `host:port`. The colons of an IPv6 address are in brackets.
fn name_and_port(host: &str) -> (&str, Option<&str>) {
    let after_address = host.rfind(']').map_or(0, |end| end + 1);
    match host.get(after_address..).and_then(|rest| rest.find(':')) {
        Some(colon) => {
            let colon = after_address + colon;
            (host.get(..colon).unwrap_or_default(), host.get(colon + 1..))
        }
        None => (host, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_origin_is_a_scheme_a_host_and_perhaps_a_port() {
        for good in [
            "https://api.example",
            "https://api.example/",
            "http://localhost:8080",
            "https://[::1]:8443",
            "https://[2001:db8::1]",
            "HTTPS://API.EXAMPLE",
            "https://bücher.example",
            "https://a-b.c_d.example:1",
        ] {
            assert!(is_http_origin(good), "{good}");
        }
        for wrong in [
            "",
            "*",
            "null",
            "api.example.com",
            "api.example.com:443",
            "//x",
            "https:",
            "https:api.example",
            "https:/api.example",
            "https://",
            "https:///",
            "https:///x",
            "https://*.example",
            "https://*",
            "https://x/path",
            "https://x//",
            "https://x?q",
            "https://x#f",
            "https://user@x",
            "https://user:secret@x",
            "https://x:",
            "https://x:port",
            "https://x:80:80",
            "https://:80",
            "https://a b",
            " https://x",
            "https://x\n",
            r"https:\\x",
            r"https://x\y",
            "https://%78",
            "file://",
            "file:///etc",
            "ftp://x",
            "ws://x",
            "data:text/plain,x",
            "javascript:alert(1)",
            "blob:https://x",
        ] {
            assert!(!is_http_origin(wrong), "{wrong:?}");
        }
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
            let _ = is_http_origin(&text);
            let _ = is_insecure(&text);
        }

        #[test]
        fn origin_like_text_never_panics(text in r"https?://[\[\]:/@*.a-z0-9é]{0,12}") {
            prop_assert!(!is_http_origin(&text) || !text.contains(['*', '@']));
            let _ = is_insecure(&text);
        }
    }
}
