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

/// Writes a record, or the tombstone that takes its place when the session has ended.
#[must_use]
pub fn write(message: &Message, origin: &str) -> Value {
    let mut value = Value::Object(Vec::new());
    value.put("v", Value::whole(VERSION));
    value.put("origin", Value::text(origin));
    match message {
        Message::Tokens(session) => write_session(session, &mut value),
        Message::Unstored(session) => {
            write_session(session, &mut value);
            value.put("unstored", Value::Bool(true));
        }
        Message::Asked => value.put("asked", Value::Bool(true)),
        Message::Active { at } => value.put("active", Value::whole(*at)),
        Message::Ended {
            session,
            reason,
            action_no,
        } => {
            value.put("ended", session.map_or(Value::Null, SessionId::to_value));
            value.put("reason", Value::text(reason.as_str()));
            value.put("at", Value::whole(*action_no));
        }
    }
    value
}

fn write_session(session: &Session, value: &mut Value) {
    let tokens = &session.tokens;
    value.put("session", session.id.to_value());
    value.put("generation", Value::whole(i64::from(session.generation)));
    value.put("revision", Value::whole(session.revision));
    value.put("since", Value::whole(session.action_no));
    if session.until_closed {
        value.put("untilClosed", Value::Bool(true));
    }
    // As the configuration has it: `attach: false`.
    let access = tokens.access.as_ref().map(Secret::reveal);
    value.put("access", access.map_or(Value::Bool(false), Value::text));
    if let Some(refresh) = &tokens.refresh {
        value.put("refresh", Value::text(refresh.reveal()));
    }
    if let Some(user) = &session.user {
        value.put("user", user.as_ref().clone());
    }
    value.put_time("accessExpiresAt", tokens.access_expires_at);
    value.put_time("refreshExpiresAt", tokens.refresh_expires_at);
    value.put_time("renewAt", tokens.renew_at);
}

/// Reads that form for a client of the back-end at `origin`.
#[must_use]
pub fn read(value: &Value, origin: &str) -> Found {
    let Some(named) = value.field("origin") else {
        // The first version's records have its number; its tombstones have none.
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
    if value.field("asked").is_some() {
        return Some(Message::Asked);
    }
    if let Some(at) = value.field("active") {
        return Some(Message::Active { at: revision(at)? });
    }
    let Some(ended) = value.field("ended") else {
        let session = read_session(value)?;
        let is_stored = value.field("unstored").is_none();
        return Some(if is_stored {
            Message::Tokens(session)
        } else {
            Message::Unstored(session)
        });
    };
    let session = match ended {
        Value::Null => None,
        ended => Some(SessionId::from_value(ended)?),
    };
    Some(Message::Ended {
        session,
        reason: EndReason::parse(value.field("reason")?.as_text()?),
        action_no: value.field("at").and_then(revision).unwrap_or(0),
    })
}

fn read_session(value: &Value) -> Option<Session> {
    let time = |name: &str| value.field(name).and_then(Value::as_whole);
    Some(Session {
        id: SessionId::from_value(value.field("session")?)?,
        generation: u32::try_from(value.field("generation")?.as_whole()?).ok()?,
        revision: value.field("revision").and_then(revision)?,
        action_no: value.field("since").and_then(revision).unwrap_or(0),
        until_closed: value.field("untilClosed").is_some(),
        user: value.field("user").cloned().map(Box::new),
        tokens: Tokens {
            access: match value.field("access")? {
                Value::Bool(false) => None,
                access => Some(token::for_header(access.as_text()?)?),
            },
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
            action_no: 1_699_999_999_000,
            until_closed: false,
            user: None,
            tokens: Tokens {
                access: Some(Secret::new("canary-access")),
                refresh: Some(Secret::new("canary-refresh")),
                access_expires_at: Some(1_700_000_060_000),
                refresh_expires_at: None,
                renew_at: Some(1_700_000_050_000),
            },
        }
    }

    fn messages() -> [Message; 4] {
        let ended = Message::Ended {
            session: Some(SessionId(7)),
            reason: EndReason::Logout,
            action_no: 1_700_000_000_000,
        };
        let idle = Message::Ended {
            session: Some(SessionId(7)),
            reason: EndReason::Idle,
            action_no: 1_700_000_000_000,
        };
        let at = 1_700_000_000_000;
        [Message::Tokens(session()), ended, idle, Message::Active { at }]
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
        let mut tombstone = Value::Null;
        tombstone.set("ended", Value::text("7"));
        assert_eq!(read(&tombstone, OWN), Found::Older);
    }

    /// A newer release may have more reasons: whatever they are, the session is over.
    #[test]
    fn an_end_for_a_reason_that_is_not_known_is_an_end() {
        let [_, ended, ..] = messages();
        let mut tombstone = write(&ended, OWN);
        tombstone.set("reason", Value::text("from a later release"));
        assert_eq!(read(&tombstone, OWN), Found::Own(ended));
        tombstone.set("reason", Value::whole(7));
        assert_eq!(read(&tombstone, OWN), Found::Garbage);
    }

    #[test]
    fn a_sign_of_life_at_no_time_is_garbage() {
        for at in [
            Value::Null,
            Value::text("now"),
            Value::whole(-1),
            Value::Number(1e300),
        ] {
            let mut sign = write(&Message::Active { at: 1 }, OWN);
            sign.set("active", at);
            assert_eq!(read(&sign, OWN), Found::Garbage);
        }
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
