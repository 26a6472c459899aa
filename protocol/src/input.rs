//! The inputs of the protocol: what happened.

use super::{
    event::EndReason,
    ledger::{FlightId, Ledger},
    moment::EpochMs,
    reply::Reply,
    secret::Secret,
    session::{Session, SessionId},
    value::Value,
};

/// The id of a call that waits for an answer: a request, a login, a `refresh()`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CallId(pub u32);

/// The purpose for which the store and the ledger are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReadPurpose {
    /// At the start, to load the session.
    Start,
    /// To compare the record with the session in memory.
    CheckRecord,
    /// A flight's step.
    Flight(FlightId),
    /// To find out why this session's record was removed.
    ExplainRemoval(SessionId),
}

/// The purpose for which the store and the ledger are written by a swap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SwapPurpose {
    /// To write the record again, which something older overwrote.
    RewriteRecord,
    /// A flight's step.
    Flight(FlightId),
    /// To undo what a flight wrote to the ledger. It is wanted even when the flight is over.
    UndoIntent(FlightId),
    /// To write a login or logout. The number tells it from an older one.
    Claim(u32),
    /// To store the tokens that an ordinary reply brought in this session.
    StoreSlidingToken(SessionId),
}

/// Tokens from `setTokens`, a refresh callback, or an older app's storage.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct GivenTokens {
    /// The access token.
    pub access: Secret,
    /// The refresh token.
    pub refresh: Option<Secret>,
    /// The access token's expiry. If not given, that of the JWT.
    pub access_expires_at: Option<EpochMs>,
    /// The refresh token's expiry. If not given, that of the JWT.
    pub refresh_expires_at: Option<EpochMs>,
}

/// A message between tabs (R21). It stays within the origin, as the store does.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Message {
    /// These are the newest tokens.
    Tokens(Session),
    /// The same, from a client that stores nothing, so that others store them.
    Unstored(Session),
    /// Who has the tokens? (R28)
    Asked,
    /// There was a sign of life (R33).
    Active {
        /// When.
        at: EpochMs,
    },
    /// A session is over.
    Ended {
        /// The session; `None` if nobody was signed in where the logout was asked for.
        session: Option<SessionId>,
        /// Why it ended.
        reason: EndReason,
        /// The number of the logout or, if the user did not ask for the end, of the session's own login. What began
        /// before it is over as well (R9). 0 if an older release sent the message.
        action_no: i64,
    },
}

/// An input of [`super::Core::handle`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "a variant's sentence covers its plain fields")]
pub enum Input {
    /// A request was called for, and the application is still making its headers or changing it. It belongs to the session of now
    /// (I3). [`Input::Requested`] follows, or [`Input::Withdrawn`].
    Announced { call: CallId },
    /// A request that carries the token is about to be made.
    Requested {
        call: CallId,
        /// A hash of method, origin and path. 0 means unknown, and is never remembered.
        route_hash: u64,
        /// Whether it can be sent. If not, its body is being read, and [`Input::BodyRead`] follows.
        ready: bool,
    },
    /// The body of a request that was not ready has been read.
    BodyRead { call: CallId },
    /// A request that was sent got its reply.
    Replied {
        call: CallId,
        /// Whether the reply says that the access token has expired.
        expired: bool,
        /// The reply without its body, if it says nothing of the kind and its headers may carry an access token.
        sliding: Option<Reply>,
    },
    /// No reply will come to a request or login, or it is no longer wanted: a network failure, an abort, a timeout (R8).
    /// The call is forgotten, and no other is harmed.
    Withdrawn { call: CallId },
    /// `getAccessToken()` was called.
    TokenRequested { call: CallId },
    /// `refresh()` was called.
    RefreshRequested { call: CallId },
    /// A login was asked for. This decides its order among logins and logouts, however late its reply comes (R9). It ends
    /// with [`Input::LoginReplied`] or [`Input::Withdrawn`].
    LoginStarted {
        call: CallId,
        /// Whether the session that it brings is forgotten when the browser is closed: `remember: false`.
        until_closed: bool,
    },
    /// A login was answered. One that was not started counts as started now.
    LoginReplied { call: CallId, reply: Reply },
    /// `setTokens()` was called.
    TokensGiven { call: CallId, tokens: GivenTokens },
    /// `logout()` was called.
    LogoutRequested { call: CallId },
    /// This flight got the lock.
    LockGranted { flight: FlightId },
    /// Another tab stole the lock from this flight, because it seemed frozen (R19).
    LockStolen { flight: FlightId },
    /// The store and the ledger were read.
    SharedRead {
        purpose: ReadPurpose,
        /// What the store holds, which may be out of date.
        record: Option<Session>,
        ledger: Ledger,
    },
    /// An older app left these tokens (R24). Given after the start, if the store is empty.
    LegacyTokensFound(GivenTokens),
    /// A swap was tried. The record and the ledger are those after it.
    Swapped {
        purpose: SwapPurpose,
        /// Whether the ledger held what was expected, and so was written.
        won: bool,
        record: Option<Session>,
        ledger: Ledger,
    },
    /// The refresh exchange was answered.
    ExchangeReplied { flight: FlightId, reply: Reply },
    /// The refresh exchange was not answered: no network, a reply cut off, a timeout.
    ExchangeFailed {
        /// The flight that made it.
        flight: FlightId,
        /// Whether it was sent.
        sent: bool,
    },
    /// The application's refresh function returned tokens.
    CallbackReturned { flight: FlightId, tokens: GivenTokens },
    /// The application's refresh function threw.
    CallbackThrew {
        flight: FlightId,
        /// The HTTP status that the error carries, if any. It decides as a reply's would.
        status: Option<u16>,
        /// As in [`Reply::is_document`], of the reply that the error carries.
        is_document: bool,
    },
    /// Another tab, or the application itself, changed the store.
    StoreChanged {
        /// What this tab saw there last.
        before: Option<Session>,
        /// What is there now.
        after: Option<Session>,
    },
    /// Another tab put a session's tombstone in place of a record.
    TombstoneFound {
        session: SessionId,
        reason: EndReason,
        /// As in [`Message::Ended`].
        action_no: i64,
    },
    /// A message of another tab arrived.
    MessageReceived(Message),
    /// The store failed. The shell keeps tokens in memory from now on (R23).
    StoreFailed,
    /// The record, which was written or is about to be given, is of a session that the browser forgets when it is closed, and
    /// the session's cookie is not there.
    CookieMissing {
        session: SessionId,
        /// Whether this page can keep cookies at all. If so, the browser was closed since. If not, the shell has written
        /// what stands in for the cookie into the tab's own storage.
        keeps_cookies: bool,
    },
    /// The record under the storage key belongs to the back-end at this origin.
    StorageKeyShared { origin: String },
    /// The logout endpoint has replied.
    LogoutReplied {
        call: CallId,
        /// `None` if nothing came in time.
        reply: Option<Reply>,
        /// The reply says that the access token is no longer good.
        expired: bool,
    },
    /// The application's logout function is over.
    LogoutReturned {
        call: CallId,
        /// If it threw or did not return in time: the HTTP status that the error carries, if any.
        outcome: Result<(), Option<u16>>,
    },
    /// The back-end has said who is signed in.
    UserLoaded {
        /// As the snapshot had it when the back-end was asked.
        sessions: u32,
        /// What it said.
        user: Value,
    },
    /// The network came or went.
    Online(bool),
    /// The user has pressed a key, moved a pointer, or come back to the page; or the application says so (R33).
    SignOfLife,
    /// The newest sign of life that is kept beside the record, if there is one. Given when [`super::Core::asks_for_sign`] says so.
    SignKept { at: Option<EpochMs> },
    /// A deadline may have passed: the timer fired, or the page woke up (R17).
    Woke,
    /// The page is back from the back/forward cache, where no message has reached it.
    Returned,
    /// Whether traces are listened to. Otherwise they cost nothing.
    Tracing(bool),
    /// The client is disposed of.
    Disposed,
}
