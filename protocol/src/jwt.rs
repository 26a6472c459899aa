//! What a JWT says about its own time. Read, never trusted, never verified: only the server
//! can do that, and only its answer counts.

/// The two claims that matter here, in epoch milliseconds by the server's clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Claims {
    /// `exp` (RFC 7519 §4.1.4).
    pub expires_at: Option<i64>,
    /// `iat` (RFC 7519 §4.1.6).
    pub issued_at: Option<i64>,
}

impl Claims {
    /// The token's whole life in ms. An `iat` that is no time of issue, such as one in milliseconds, says nothing.
    #[must_use]
    pub fn lifetime(self) -> Option<i64> {
        let lifetime = self.expires_at?.checked_sub(self.issued_at?)?;
        (lifetime > 0).then_some(lifetime)
    }
}

/// Reads the claims of a compact JWT; all `None` for anything else.
#[must_use]
pub fn claims(token: &str) -> Claims {
    read(token).unwrap_or_default()
}

fn read(token: &str) -> Option<Claims> {
    let (_, rest) = token.split_once('.')?;
    let (payload, signature) = rest.split_once('.')?;
    if signature.contains('.') {
        return None;
    }
    let json = decode_base64url(payload)?;
    Some(Claims {
        expires_at: numeric_date(&json, b"exp"),
        issued_at: numeric_date(&json, b"iat"),
    })
}

/// RFC 4648 §5, padding optional.
fn decode_base64url(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let (mut bits, mut count) = (0_u32, 0_u32);
    for letter in text.bytes() {
        let six = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'a'..=b'z' => letter - b'a' + 26,
            b'0'..=b'9' => letter - b'0' + 52,
            b'-' => 62,
            b'_' => 63,
            b'=' => break,
            _ => return None,
        };
        bits = (bits << 6) | u32::from(six);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(((bits >> count) & 0xFF) as u8);
        }
    }
    Some(bytes)
}

/// The number under a key of the outermost object, as milliseconds. Fractions of a second
/// are dropped: a hint needs no more.
fn numeric_date(json: &[u8], wanted: &[u8]) -> Option<i64> {
    let mut depth = 0_i32;
    let mut rest = json;
    while let [letter, after @ ..] = rest {
        rest = after;
        match letter {
            b'"' => {
                let (text, after) = string(rest)?;
                rest = after;
                if let [b':', value @ ..] = after.trim_ascii_start()
                    && depth == 1
                    && text == wanted
                {
                    return seconds(value.trim_ascii_start());
                }
            }
            b'{' | b'[' => depth = depth.saturating_add(1),
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    None
}

/// Splits what is left of a string literal from what follows it. Escapes stay as they are.
fn string(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut escaped = false;
    for (index, letter) in text.iter().enumerate() {
        match letter {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return Some((text.get(..index)?, text.get(index + 1..)?)),
            _ => {}
        }
    }
    None
}

fn seconds(text: &[u8]) -> Option<i64> {
    let mut seconds: Option<i64> = None;
    for digit in text.iter().take_while(|letter| letter.is_ascii_digit()) {
        let so_far = seconds.unwrap_or(0).checked_mul(10)?;
        seconds = Some(so_far.checked_add(i64::from(digit - b'0'))?);
    }
    seconds?.checked_mul(1_000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    // {"alg":"none"} . {"sub":{"exp":1},"exp":1700000000,"iat":1699999940.5} . signature
    const TOKEN: &str =
        "eyJhbGciOiJub25lIn0.eyJzdWIiOnsiZXhwIjoxfSwiZXhwIjoxNzAwMDAwMDAwLCJpYXQiOjE2OTk5OTk5NDAuNX0.c2ln";

    #[test]
    fn exp_and_iat_of_the_outermost_object_are_read() {
        let claims = claims(TOKEN);
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
            assert_eq!(claims(token), Claims::default(), "{token}");
        }
    }

    proptest! {
        #[test]
        fn arbitrary_text_never_panics(text in ".*") {
            let _ = claims(&text);
        }

        #[test]
        fn arbitrary_payloads_never_panic(json in ".*") {
            let _ = numeric_date(json.as_bytes(), b"exp");
        }
    }
}
