//! What a request line and a header can hold. `Headers` and `fetch` throw at anything else, at every request.

/// A token (RFC 9110 §5.6.2): the name of a header or of a method.
#[must_use]
pub fn is_name(text: &str) -> bool {
    let allowed = |letter: u8| {
        letter.is_ascii_alphanumeric()
            || matches!(letter, b'!' | b'#'..=b'\'' | b'*' | b'+' | b'-' | b'.' | b'^'..=b'`' | b'|' | b'~')
    };
    !text.is_empty() && text.bytes().all(allowed)
}

/// The value of a header: within U+00FF, without NUL and line breaks (Fetch, "header value").
#[must_use]
pub fn is_value(text: &str) -> bool {
    text.chars()
        .all(|letter| !matches!(letter, '\0' | '\n' | '\r' | '\u{100}'..))
}

/// A method that fetch sends (Fetch, "forbidden method").
#[must_use]
pub fn is_method(text: &str) -> bool {
    let forbidden = ["CONNECT", "TRACE", "TRACK"];
    is_name(text) && !forbidden.iter().any(|method| method.eq_ignore_ascii_case(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_a_token() {
        for name in ["x", "X-Token", "1", "!#$%&'*+-.^_`|~"] {
            assert!(is_name(name), "{name}");
        }
        for wrong in ["", " ", "a b", "a:", "a\n", "(a)", "a/b", "\u{e9}", "\0"] {
            assert!(!is_name(wrong), "{wrong:?}");
        }
    }

    #[test]
    fn a_value_has_one_line_of_latin_1() {
        for value in ["", "a b", "\u{e9}\u{ff}", "a\tb"] {
            assert!(is_value(value), "{value:?}");
        }
        for wrong in ["a\n", "a\rb", "\0", "\u{100}", "\u{4ee4}\u{724c}"] {
            assert!(!is_value(wrong), "{wrong:?}");
        }
    }

    #[test]
    fn a_method_is_one_that_fetch_sends() {
        for method in ["GET", "post", "PROPFIND"] {
            assert!(is_method(method), "{method}");
        }
        for wrong in ["", "GE T", "CONNECT", "trace", "Track"] {
            assert!(!is_method(wrong), "{wrong}");
        }
    }
}
