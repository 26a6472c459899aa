//! The outputs of the protocol: what the driver is to do.

use serde::Serialize;

use super::{
    event::{EndReason, Event, Snapshot},
    input::{CallId, Message, ReadPurpose, SwapPurpose},
    ledger::{FlightId, Ledger},
    moment::EpochMs,
    own_request::OwnRequest,
    secret::Secret,
    session::{Session, SessionId},
};

/// How a call ends.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// The reply in hand is the answer.
    Deliver,
    /// It cannot be done, and why.
    Fault(Fault),
    /// The access token, if somebody is signed in.
    Token(Option<Secret>),
    /// Done.
    Done,
}

/// Why a call cannot be done. Serialised, it is the error's code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Fault {
    /// The refresh was refused; log in again.
    SessionExpired,
    /// The refresh could not be done now; the session is kept.
    RefreshUnavailable,
    /// A logout or another login came in between (R9).
    SessionChanged,
    /// A login reply without an access token, or one that says no.
    LoginRejected,
    /// The client was disposed of.
    Disposed,
}

/// What a swap demands of the ledger before it writes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Expect {
    /// Exactly this entry: nothing has been written since it was read.
    Same(Ledger),
    /// The same session at the same revision: a tab that stole the lock has not stored anything yet (R19).
    Tokens {
        /// The session.
        session: Option<SessionId>,
        /// Its revision.
        revision: i64,
    },
}

impl Expect {
    /// Whether a ledger meets it.
    #[must_use]
    pub fn is_met_by(&self, ledger: &Ledger) -> bool {
        match self {
            Self::Same(expected) => expected == ledger,
            Self::Tokens { session, revision } => *session == ledger.session && *revision == ledger.revision,
        }
    }
}

/// What is written to the store.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum StoreWrite {
    /// These are the tokens now.
    Put(Session),
    /// Remove the record, or its tombstone, if it is this session's.
    Remove(SessionId),
    /// Put a tombstone in the place of the session's record: it says that the session has ended. A removal would not tell the
    /// other tabs which session it was meant for: if it crosses a login, it hits the new record (R18).
    Tombstone {
        /// The session that ended.
        session: SessionId,
        /// Why it ended.
        reason: EndReason,
        /// As in [`Message::Ended`].
        action_no: i64,
    },
}

/// An output of [`super::Core::poll_output`]: what the driver is to do.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "a variant's sentence covers its plain fields")]
#[allow(
    clippy::large_enum_variant,
    reason = "the queue boxes the large ones; a box here would cost more in code"
)]
pub enum Output {
    /// Send the request, with this token if there is one. The second time it is the replay.
    Send { call: CallId, token: Option<Secret> },
    /// The call is over.
    Settle { call: CallId, outcome: Outcome },
    /// Make the refresh exchange for this flight.
    Exchange { flight: FlightId, request: OwnRequest },
    /// Call the application's refresh function for this flight.
    Callback {
        flight: FlightId,
        /// As it is: it may have ended.
        access_token: Option<Secret>,
        refresh_token: Option<Secret>,
    },
    /// Cut off the exchange of this flight, because nobody waits for it any more.
    CancelExchange {
        flight: FlightId,
        /// It was not answered within `refreshTimeout`.
        timed_out: bool,
    },
    /// Call the logout endpoint. The call, a `logout()`, is over when the endpoint has answered.
    CallLogout {
        call: CallId,
        request: OwnRequest,
        /// How long it may take, in ms.
        limit: i64,
    },
    /// Call the application's logout function. The call is over when the function has returned.
    LogoutCallback {
        call: CallId,
        access_token: Option<Secret>,
        refresh_token: Option<Secret>,
        /// How long it may take, in ms.
        limit: i64,
    },
    /// Ask for the lock on behalf of this flight.
    AcquireLock { flight: FlightId },
    /// Take the lock from a holder that is frozen (R19).
    StealLock { flight: FlightId },
    /// Give back this flight's lock, or stop asking for it.
    ReleaseLock { flight: FlightId },
    /// Read the store and the ledger. [`super::Input::SharedRead`] answers.
    ReadShared { purpose: ReadPurpose },
    /// In one transaction: if the ledger holds what is expected, write the store and then the ledger.
    /// [`super::Input::Swapped`] answers.
    Swap {
        purpose: SwapPurpose,
        expect: Expect,
        next: Ledger,
        /// What is written to the store together with the ledger.
        write: Option<StoreWrite>,
    },
    /// Write the store at once.
    Write(StoreWrite),
    /// Keep the time of the newest sign of life beside the record, for pages that are loaded later (R33).
    KeepSign { at: EpochMs },
    /// Send a message to the other tabs.
    Broadcast(Message),
    /// Tell the application of an event.
    Event(Event),
    /// `auth.session` has changed.
    Session(Snapshot),
}
