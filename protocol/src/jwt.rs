//! What a JWT says about its own time. Read, never trusted, never verified: only the server
//! can do that, and only its answer counts.

use std::{
    fmt,
    hash::{Hash, Hasher},
};

use super::value::Value;

/// The two claims that matter here, in epoch milliseconds by the server's clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Claims {
    /// `exp` (RFC 7519 §4.1.4).
    pub expires_at: Option<i64>,
    /// `iat` (RFC 7519 §4.1.6).
    pub issued_at: Option<i64>,
}

impl Claims {
    /// The token's whole life in ms. An `iat` that is not a time of issue, such as one in milliseconds, says nothing.
    #[must_use]
    pub fn lifetime(self) -> Option<i64> {
        let lifetime = self.expires_at?.checked_sub(self.issued_at?)?;
        (lifetime > 0).then_some(lifetime)
    }
}

/// Decodes the payload of a JWT: base64url (RFC 4648 §5), then JSON in UTF-8. The platform has parsers for both; a JSON
/// parser in the binary would be 17 kB of the download. `None` for anything else.
#[derive(Clone, Copy)]
pub struct PayloadDecoder(pub fn(&str) -> Option<Value>);

impl fmt::Debug for PayloadDecoder {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("PayloadDecoder")
    }
}

// Every decoder gives the same, so that policies are compared without it.
impl PartialEq for PayloadDecoder {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for PayloadDecoder {}

impl Hash for PayloadDecoder {
    fn hash<H: Hasher>(&self, _: &mut H) {}
}

/// Reads the claims of a compact JWT; all `None` for anything else.
#[must_use]
pub fn claims(token: &str, decoder: PayloadDecoder) -> Claims {
    payload(token)
        .and_then(decoder.0)
        .map(|payload| Claims {
            expires_at: numeric_date(payload.field("exp")),
            issued_at: numeric_date(payload.field("iat")),
        })
        .unwrap_or_default()
}

/// All claims of a compact JWT. `None` for anything else, and for a payload that is not an object.
#[must_use]
pub fn all_claims(token: &str, decoder: PayloadDecoder) -> Option<Value> {
    let claims = payload(token).and_then(decoder.0);
    claims.filter(|claims| matches!(claims, Value::Object(_)))
}

/// The middle one of three parts (RFC 7519 §3, RFC 7515 §7.1).
fn payload(token: &str) -> Option<&str> {
    let (_, rest) = token.split_once('.')?;
    let (payload, signature) = rest.split_once('.')?;
    (!signature.contains('.')).then_some(payload)
}

/// A `NumericDate` (RFC 7519 §2) in milliseconds. Fractions of a second are dropped: a hint needs no more.
#[expect(clippy::cast_possible_truncation, reason = "the range is checked first")]
fn numeric_date(claim: Option<&Value>) -> Option<i64> {
    match claim {
        Some(Value::Number(seconds)) if (0.0..9e12).contains(seconds) => Some(*seconds as i64 * 1_000),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::payload::{DECODER, token_with};
    use proptest::prelude::*;

    // {"alg":"none"} . {"sub":{"exp":1},"exp":1700000000,"iat":1699999940.5} . signature
    const TOKEN: &str =
        "eyJhbGciOiJub25lIn0.eyJzdWIiOnsiZXhwIjoxfSwiZXhwIjoxNzAwMDAwMDAwLCJpYXQiOjE2OTk5OTk5NDAuNX0.c2ln";

    #[test]
    fn exp_and_iat_of_the_outermost_object_are_read() {
        let claims = claims(TOKEN, DECODER);
        assert_eq!(claims.expires_at, Some(1_700_000_000_000));
        assert_eq!(claims.issued_at, Some(1_699_999_940_000));
        assert_eq!(claims.lifetime(), Some(60_000));
    }

    #[test]
    fn an_issue_after_the_end_says_nothing_of_the_lifetime() {
        let claims = |expires_at, issued_at| Claims {
            expires_at: Some(expires_at),
            issued_at,
        };
        assert_eq!(
            claims(1_700_000_000_000, Some(1_700_000_000_000_000)).lifetime(),
            None
        );
        assert_eq!(claims(0, Some(0)).lifetime(), None);
        assert_eq!(claims(i64::MIN, Some(i64::MAX)).lifetime(), None);
        assert_eq!(claims(1_700_000_000_000, None).lifetime(), None);
    }

    #[test]
    fn an_opaque_token_says_nothing() {
        for token in ["", "abc", "a.b", "a.b.c.d", "a.!!!.c", "..", "a.e30.c"] {
            assert_eq!(claims(token, DECODER), Claims::default(), "{token}");
        }
    }

    #[test]
    fn what_is_no_time_says_nothing() {
        for time in [
            "-1",
            "1e300",
            "\"1700000000\"",
            "null",
            "true",
            "[1]",
            "{\"exp\":1}",
        ] {
            let token = token_with(&format!("{{\"exp\":{time}}}"));
            assert_eq!(claims(&token, DECODER), Claims::default(), "{time}");
        }
    }

    #[test]
    fn text_beyond_ascii_beside_the_claims_does_no_harm() {
        let token = token_with("{\"name\":\"Zoë 张伟 \u{1F600}\",\"exp\":1.7e9}");
        assert_eq!(claims(&token, DECODER).expires_at, Some(1_700_000_000_000));
    }

    proptest! {
        #[test]
        fn arbitrary_text_never_panics(text in ".*") {
            let _ = claims(&text, DECODER);
        }

        #[test]
        fn arbitrary_payloads_never_panic(json in ".*") {
            let _ = claims(&token_with(&json), DECODER);
        }

        #[test]
        fn arbitrary_numbers_never_panic(number in any::<f64>()) {
            let _ = numeric_date(Some(&Value::Number(number)));
        }
    }
}
