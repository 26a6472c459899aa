//! The ledger, which all tabs share and swaps protect: which session and revision is the newest, whether a refresh
//! is under way, and which session ended last. It never holds a token.
//!
//! It exists because a lock does not make `localStorage` fresh: each renderer process has a copy of its own, which is
//! updated a little later (R18). The ledger is kept where a transaction sees what the last one wrote.

use super::{
    event::EndReason,
    moment::EpochMs,
    session::{Session, SessionId, revision},
    value::Value,
};

/// For how long, in ms, a process's copy of the store may lag behind the ledger. Milliseconds are usual.
const MAX_LAG: u64 = 10_000;

/// Names one flight, across all tabs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FlightId(pub u64);

/// Written before an exchange and cleared by its commit. If it is there while the lock is free, a reply may have been
/// lost (R16).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Intent {
    /// The flight that makes the exchange.
    pub flight: FlightId,
    /// When the intent was written.
    pub written_at: EpochMs,
}

/// The lock on engines without Web Locks (R20).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Lease {
    /// The flight that holds it.
    pub holder: FlightId,
    /// When it ends. A holder that is late is fenced by the check of its commit.
    pub until: EpochMs,
}

/// The ledger's one entry. On a first visit it is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Ledger {
    /// The newest change of the store.
    pub revision: i64,
    /// The number of the latest login or logout that was written (R9).
    pub action_no: i64,
    /// The session that is signed in.
    pub session: Option<SessionId>,
    /// Whether the browser forgets that session when it is closed.
    pub until_closed: bool,
    /// The session that ended last, and the reason.
    pub ended: Option<(SessionId, EndReason)>,
    /// The exchange under way.
    pub intent: Option<Intent>,
    /// The lease, where there is no platform lock.
    pub lease: Option<Lease>,
}

impl Ledger {
    /// The entry when `session` is the newest.
    #[must_use]
    pub fn of(session: &Session, before: &Ledger) -> Self {
        Self {
            revision: session.revision,
            action_no: session.action_no,
            session: Some(session.id),
            until_closed: session.until_closed,
            ended: before.ended,
            intent: None,
            lease: None,
        }
    }

    /// The entry when a session has ended. A logout has a higher number than the login, the server's refusal has the
    /// login's.
    #[must_use]
    pub fn after(ended: SessionId, reason: EndReason, revision: i64, action_no: i64) -> Self {
        Self {
            revision,
            action_no,
            session: None,
            until_closed: false,
            ended: Some((ended, reason)),
            intent: None,
            lease: None,
        }
    }

    /// Why this session ended, if it has.
    #[must_use]
    pub fn end_of(&self, session: SessionId) -> Option<EndReason> {
        self.ended
            .filter(|(ended, _)| *ended == session)
            .map(|(_, reason)| reason)
    }

    /// The session that began last, as far as the ledger knows, whether it is over or not.
    #[must_use]
    pub fn latest(&self) -> Option<SessionId> {
        self.session.or(self.ended.map(|(ended, _)| ended))
    }

    /// Whether the entry is later than a session: it names later tokens, a later login, or a logout.
    #[must_use]
    pub fn is_newer_than(&self, session: &Session) -> bool {
        if self.session == Some(session.id) {
            self.revision > session.revision
        } else {
            (self.action_no, self.revision) > session.order()
        }
    }

    /// Whether a record may be taken from the store. One that is older than the ledger, and of a session that the ledger
    /// does not name, is a copy that lags behind a logout (R18, I5).
    #[must_use]
    pub fn vouches_for(&self, record: &Session) -> bool {
        self.end_of(record.id).is_none() && (self.session == Some(record.id) || !self.is_newer_than(record))
    }

    /// Whether the store does not show yet what the ledger says: its copy lags, or the record was deleted (R18).
    #[must_use]
    pub fn is_ahead_of(&self, record: Option<&Session>) -> bool {
        self.session.is_some() && record.is_none_or(|record| self.is_newer_than(record))
    }

    /// Whether a page that is being loaded waits for the store to show what the ledger says. A copy lags by a moment, so what was
    /// written long ago is no longer on its way: the record was deleted.
    #[must_use]
    pub fn is_awaited(&self, record: Option<&Session>, now: EpochMs) -> bool {
        self.is_ahead_of(record) && now.abs_diff(self.revision) < MAX_LAG
    }

    /// The stored form.
    #[must_use]
    pub fn to_value(&self) -> Value {
        let mut value = Value::Object(Vec::new());
        value.put("revision", Value::whole(self.revision));
        value.put("wish", Value::whole(self.action_no));
        if let Some(session) = self.session {
            value.put("session", session.to_value());
        }
        if self.until_closed {
            value.put("untilClosed", Value::Bool(true));
        }
        if let Some((session, reason)) = self.ended {
            value.put("ended", session.to_value());
            value.put("endReason", Value::text(reason.as_str()));
        }
        if let Some(intent) = self.intent {
            value.put("intent", Value::hex(intent.flight.0));
            value.put("intentSince", Value::whole(intent.written_at));
        }
        if let Some(lease) = self.lease {
            value.put("lease", Value::hex(lease.holder.0));
            value.put("leaseUntil", Value::whole(lease.until));
        }
        value
    }

    /// Reads the stored form. What cannot be read counts as absent: a damaged ledger costs a refresh, never a session.
    #[must_use]
    pub fn from_value(value: &Value) -> Self {
        let session = |name: &str| value.field(name).and_then(SessionId::from_value);
        let whole = |name: &str| value.field(name).and_then(Value::as_whole);
        let flight = |name: &str| session(name).map(|id| FlightId(id.0));
        let reason = value
            .field("endReason")
            .and_then(Value::as_text)
            .map(EndReason::parse);
        let ended = session("ended").zip(reason);
        let is_over = |id: &SessionId| ended.is_some_and(|(ended, _)| ended == *id);
        Self {
            revision: value.field("revision").and_then(revision).unwrap_or(0),
            action_no: value.field("wish").and_then(revision).unwrap_or(0),
            // No tab writes that a session is signed in and over. If the store says so, it is over (I5).
            session: session("session").filter(|id| !is_over(id)),
            until_closed: value.field("untilClosed").is_some(),
            ended,
            intent: flight("intent")
                .zip(whole("intentSince"))
                .map(|(flight, written_at)| Intent { flight, written_at }),
            lease: flight("lease")
                .zip(whole("leaseUntil"))
                .map(|(holder, until)| Lease { holder, until }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{secret::Secret, session::Tokens};

    /// A session whose login has the number of its id.
    fn session(id: u32, revision: i64) -> Session {
        Session {
            id: SessionId(id.into()),
            generation: 1,
            revision,
            action_no: id.into(),
            until_closed: false,
            user: None,
            tokens: Tokens {
                access: Some(Secret::new("token")),
                refresh: None,
                access_expires_at: None,
                refresh_expires_at: None,
                renew_at: None,
            },
        }
    }

    #[test]
    fn a_record_is_awaited_that_was_written_just_now() {
        let now = 1_000_000;
        let ledger = Ledger::of(&session(1, now), &Ledger::default());
        for lag in [-9_999, 0, 9_999] {
            assert!(ledger.is_awaited(None, now + lag), "{lag}");
            assert!(ledger.is_awaited(Some(&session(1, now - 1)), now + lag), "{lag}");
            assert!(!ledger.is_awaited(Some(&session(1, now)), now + lag), "{lag}");
        }
        // Such as after `localStorage.clear()` in a page without a client.
        for lag in [-10_000, 10_000] {
            assert!(!ledger.is_awaited(None, now + lag), "{lag}");
        }
        assert!(!Ledger::default().is_awaited(None, 0), "nobody is signed in");
    }

    #[test]
    fn the_stored_form_is_read_back() {
        let ledger = Ledger {
            revision: 17,
            action_no: 16,
            session: Some(SessionId(0xFEED)),
            until_closed: true,
            ended: Some((SessionId(1), EndReason::Refused)),
            intent: Some(Intent {
                flight: FlightId(2),
                written_at: 3,
            }),
            lease: Some(Lease {
                holder: FlightId(4),
                until: 5,
            }),
        };
        assert_eq!(Ledger::from_value(&ledger.to_value()), ledger);
        assert_eq!(
            Ledger::from_value(&Ledger::default().to_value()),
            Ledger::default()
        );
    }

    #[test]
    fn it_is_ahead_of_what_it_names_and_the_store_does_not_show() {
        let ledger = Ledger::of(&session(2, 5), &Ledger::default());
        assert!(ledger.is_ahead_of(None));
        assert!(ledger.is_ahead_of(Some(&session(1, 4))));
        assert!(ledger.is_ahead_of(Some(&session(2, 4))));
        assert!(!ledger.is_ahead_of(Some(&session(2, 5))));
        assert!(
            !ledger.is_ahead_of(Some(&session(3, 6))),
            "a login that it has yet to hear of"
        );
        assert!(
            !ledger.is_ahead_of(Some(&session(3, 4))),
            "a later login whose revision has yet to be raised"
        );
        let ended = Ledger::after(SessionId(2), EndReason::Logout, 6, 3);
        assert!(!ended.is_ahead_of(None), "signed out is signed out");
        assert!(!Ledger::default().is_ahead_of(None));
    }

    #[test]
    fn it_vouches_for_later_logins_only() {
        let ledger = Ledger::after(SessionId(2), EndReason::Logout, 6, 3);
        assert!(!ledger.vouches_for(&session(2, 9)));
        assert!(!ledger.vouches_for(&session(1, 9)), "begun before the logout");
        assert!(ledger.vouches_for(&session(4, 5)), "begun after it");
    }

    #[test]
    fn an_end_for_a_reason_that_is_not_known_is_an_end() {
        let ended = Ledger::after(SessionId(2), EndReason::Idle, 6, 3);
        let mut value = ended.to_value();
        assert_eq!(Ledger::from_value(&value), ended);
        value.set("endReason", Value::text("from a later release"));
        let end = Ledger::from_value(&value).end_of(SessionId(2));
        assert_eq!(end, Some(EndReason::Logout));
    }

    #[test]
    fn a_session_that_is_said_to_be_signed_in_and_over_is_over() {
        let both = Ledger {
            ended: Some((SessionId(2), EndReason::Refused)),
            ..Ledger::of(&session(2, 5), &Ledger::default())
        };
        let read = Ledger::from_value(&both.to_value());
        assert_eq!((read.session, read.ended), (None, both.ended));
    }

    #[test]
    fn garbage_is_an_empty_ledger() {
        for garbage in [Value::Null, Value::Text("x".into()), Value::List(Vec::new())] {
            assert_eq!(Ledger::from_value(&garbage), Ledger::default());
        }
    }
}
