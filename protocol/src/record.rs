//! The form of a session in the store and in messages between tabs (R21, R23).
//!
//! Invariant: it names the origin of the back-end that its tokens are for. A client of another back-end ignores it, so two
//! applications on one origin and under one key never send each other's tokens.

use super::{
    event::EndReason,
    input::Message,
    origin::is_http,
    secret::Secret,
    session::{Session, SessionId, Tokens, revision},
    token,
    value::Value,
};

/// The version of the form. Others are not read.
const VERSION: i64 = 2;

/// How a client sees a record or a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// It is of this client's back-end.
    Own(Message),
    /// It is of another back-end, and neither a record nor damaged.
    Other {
        /// The other's origin.
        origin: String,
    },
    /// An older version of the library wrote it, without an origin.
    Older,
    /// It is damaged.
    Garbage,
}

/// Writes a record, or the mark that takes its place when the session has ended.
#[must_use]
pub fn write(message: &Message, origin: &str) -> Value {
    let mut value = Value::Object(Vec::new());
    value.put("v", Value::whole(VERSION));
    value.put("origin", Value::text(origin));
    match message {
        Message::Tokens(session) => write_session(session, &mut value),
        Message::Ended { session, reason, at } => {
            value.put("ended", session.map_or(Value::Null, SessionId::to_value));
            value.put("reason", Value::text(reason.as_str()));
            value.put("at", Value::whole(*at));
        }
    }
    value
}

fn write_session(session: &Session, value: &mut Value) {
    let tokens = &session.tokens;
    value.put("session", session.id.to_value());
    value.put("generation", Value::whole(i64::from(session.generation)));
    value.put("revision", Value::whole(session.revision));
    value.put("since", Value::whole(session.since));
    value.put("access", Value::text(tokens.access.reveal()));
    if let Some(refresh) = &tokens.refresh {
        value.put("refresh", Value::text(refresh.reveal()));
    }
    value.put_time("accessExpiresAt", tokens.access_expires_at);
    value.put_time("refreshExpiresAt", tokens.refresh_expires_at);
    value.put_time("renewAt", tokens.renew_at);
}

/// Reads that form for a client of the back-end at `origin`.
#[must_use]
pub fn read(value: &Value, origin: &str) -> Found {
    let Some(named) = value.field("origin") else {
        // The first version's records have its number; its marks of an end have none.
        let version = value.field("v").map(Value::as_whole);
        let is_older = version == Some(Some(1)) || (version.is_none() && value.field("ended").is_some());
        return if is_older { Found::Older } else { Found::Garbage };
    };
    match named.as_text() {
        Some(named) if named == origin => read_own(value).map_or(Found::Garbage, Found::Own),
        Some(other) if is_http(other) || other == "null" => Found::Other {
            origin: other.to_string(),
        },
        _ => Found::Garbage,
    }
}

fn read_own(value: &Value) -> Option<Message> {
    if value.field("v")?.as_whole()? != VERSION {
        return None;
    }
    let Some(ended) = value.field("ended") else {
        return read_session(value).map(Message::Tokens);
    };
    let session = match ended {
        Value::Null => None,
        ended => Some(SessionId::from_value(ended)?),
    };
    Some(Message::Ended {
        session,
        reason: EndReason::parse(value.field("reason")?.as_text()?)?,
        at: value.field("at").and_then(revision).unwrap_or(0),
    })
}

fn read_session(value: &Value) -> Option<Session> {
    let time = |name: &str| value.field(name).and_then(Value::as_whole);
    Some(Session {
        id: SessionId::from_value(value.field("session")?)?,
        generation: u32::try_from(value.field("generation")?.as_whole()?).ok()?,
        revision: value.field("revision").and_then(revision)?,
        since: value.field("since").and_then(revision).unwrap_or(0),
        tokens: Tokens {
            access: token::for_header(value.field("access")?.as_text()?)?,
            refresh: value.field("refresh").and_then(Value::as_text).map(Secret::new),
            access_expires_at: time("accessExpiresAt"),
            refresh_expires_at: time("refreshExpiresAt"),
            renew_at: time("renewAt"),
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const OWN: &str = "https://api.example";

    fn session() -> Session {
        Session {
            id: SessionId(0xABCD_EF01_2345_6789),
            generation: 3,
            revision: 1_700_000_000_000,
            since: 1_699_999_999_000,
            tokens: Tokens {
                access: Secret::new("canary-access"),
                refresh: Some(Secret::new("canary-refresh")),
                access_expires_at: Some(1_700_000_060_000),
                refresh_expires_at: None,
                renew_at: Some(1_700_000_050_000),
            },
        }
    }

    fn messages() -> [Message; 2] {
        let ended = Message::Ended {
            session: Some(SessionId(7)),
            reason: EndReason::Logout,
            at: 1_700_000_000_000,
        };
        [Message::Tokens(session()), ended]
    }

    #[test]
    fn what_was_written_is_read_back_by_a_client_of_the_same_back_end() {
        for message in messages() {
            assert_eq!(read(&write(&message, OWN), OWN), Found::Own(message));
        }
    }

    #[test]
    fn to_a_client_of_another_back_end_it_is_nothing() {
        for other in [
            "https://other.example",
            "http://api.example",
            "https://api.example:8443",
            "null",
        ] {
            for message in messages() {
                let origin = other.to_string();
                assert_eq!(read(&write(&message, other), OWN), Found::Other { origin });
            }
        }
    }

    #[test]
    fn what_an_older_version_wrote_names_no_back_end() {
        let mut stored = Value::Null;
        stored.set("v", Value::whole(1));
        stored.set("access", Value::text("canary"));
        assert_eq!(read(&stored, OWN), Found::Older);
        let mut mark = Value::Null;
        mark.set("ended", Value::text("7"));
        assert_eq!(read(&mark, OWN), Found::Older);
    }

    #[test]
    fn another_version_or_shape_is_garbage() {
        for (field, value) in [
            ("v", Value::whole(3)),
            ("v", Value::Null),
            ("origin", Value::Null),
            ("origin", Value::whole(7)),
            ("origin", Value::text("canary of a token")),
            ("session", Value::text("not hex")),
            ("generation", Value::whole(-1)),
            ("access", Value::text("")),
            ("access", Value::text("line\nbreak")),
            ("access", Value::text("nul\0")),
            ("access", Value::text("令牌")),
            ("revision", Value::Null),
        ] {
            let mut stored = write(&Message::Tokens(session()), OWN);
            stored.set(field, value);
            assert_eq!(read(&stored, OWN), Found::Garbage, "{field}");
        }
        for garbage in [Value::Null, Value::Object(Vec::new()), Value::text("x")] {
            assert_eq!(read(&garbage, OWN), Found::Garbage);
        }
    }

    #[test]
    fn debug_shows_no_token() {
        let stored = write(&Message::Tokens(session()), OWN);
        assert!(!format!("{stored:?} {:?}", read(&stored, OWN)).contains("canary"));
    }

    proptest! {
        #[test]
        fn arbitrary_records_never_panic(
            v in 0_i64..4, id in ".{0,20}", number in any::<f64>(), access in ".{0,8}", own in any::<bool>()
        ) {
            let mut stored = Value::Null;
            stored.set("v", Value::whole(v));
            stored.set("origin", Value::text(if own { OWN } else { &id }));
            stored.set("session", Value::Text(id));
            stored.set("generation", Value::Number(number));
            stored.set("revision", Value::Number(number));
            stored.set("access", Value::Text(access));
            let _ = read(&stored, OWN);
        }
    }
}
