//! What happens to the core.

use super::{
    event::EndReason,
    ledger::{FlightId, Ledger},
    moment::EpochMs,
    reply::Reply,
    secret::Secret,
    session::{Session, SessionId},
};

/// Names something that waits for an answer: a request, a login, a `refresh()`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CallId(pub u32);

/// On whose behalf the store and the ledger are read or written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Errand {
    /// At the start, to restore the session.
    Start,
    /// To see whether the ledger knows of this session's end.
    Look,
    /// A flight's step.
    Flight(FlightId),
    /// What a flight takes back from the ledger, wanted even when it is over.
    Amends(FlightId),
    /// A login or a logout that is being written down; the number tells it from an older one.
    Claim(u32),
    /// The tokens of an ordinary reply, in this session.
    Slide(SessionId),
    /// The record has vanished; the ledger knows why.
    Removed(SessionId),
}

/// Tokens that somebody brings: `setTokens`, a callback refresh, or an older app's storage.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct BroughtTokens {
    /// Sent with requests.
    pub access: Secret,
    /// Spent for new ones.
    pub refresh: Option<Secret>,
    /// The access token's end; the JWT's own when not given.
    pub access_expires_at: Option<EpochMs>,
    /// The refresh token's end; the JWT's own when not given.
    pub refresh_expires_at: Option<EpochMs>,
}

/// What the tabs tell each other (R21). It stays within the origin, as the store does.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Message {
    /// These are the newest tokens.
    Tokens(Session),
    /// A session is over.
    Ended {
        /// Which; `None` when nobody was signed in where the logout was asked for.
        session: Option<SessionId>,
        /// Why.
        reason: EndReason,
        /// The number of the logout, or of the session's own login where the end is nobody's wish: what was begun
        /// before it is over, too (R9). 0 where an older release says it.
        at: i64,
    },
}

/// An input of [`super::Core::handle`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Input {
    /// A request that carries the token is about to be made.
    Requested {
        /// Its name from now on.
        call: CallId,
        /// Where it goes: a hash of method, origin and path. 0 says that it is not known, and is never remembered.
        endpoint: u64,
        /// It can be sent. Otherwise its body is still being read, and [`Input::BodyRead`] follows.
        ready: bool,
    },
    /// The body of a request that was not ready has been read.
    BodyRead {
        /// Which request.
        call: CallId,
    },
    /// A reply has come to a request that was sent.
    Replied {
        /// Which request.
        call: CallId,
        /// It says that the access token is no longer good.
        expired: bool,
    },
    /// The same reply, before [`Input::Replied`], where an access token may sit in its headers.
    Slid {
        /// Which request.
        call: CallId,
        /// What came, without its body.
        reply: Reply,
    },
    /// No reply will come, or nobody wants it any more: a network failure, an abort, a timeout
    /// (R8). The request or login is forgotten and no other is harmed.
    Withdrawn {
        /// Which call.
        call: CallId,
    },
    /// `getAccessToken()`.
    TokenRequested {
        /// Its name.
        call: CallId,
    },
    /// `refresh()`.
    RefreshRequested {
        /// Its name.
        call: CallId,
    },
    /// A login has been asked for: this is its place among the user_actions, however late its reply comes (R9). It ends with
    /// [`Input::LoginReplied`] or [`Input::Withdrawn`].
    LoginStarted {
        /// Its name.
        call: CallId,
    },
    /// The reply to a login. One that was not started counts as started now.
    LoginReplied {
        /// Whose.
        call: CallId,
        /// What came.
        reply: Reply,
    },
    /// `setTokens()`.
    TokensBrought {
        /// Whose.
        call: CallId,
        /// The tokens.
        tokens: BroughtTokens,
    },
    /// `logout()`.
    LogoutRequested {
        /// Whose.
        call: CallId,
    },
    /// The lock has been taken.
    LockGranted {
        /// For this flight.
        flight: FlightId,
    },
    /// Another tab took the lock away: this one was held to be frozen (R19).
    LockLost {
        /// From this flight.
        flight: FlightId,
    },
    /// The store and the ledger were read.
    SharedRead {
        /// On whose behalf.
        errand: Errand,
        /// What the store holds; out of date at times.
        record: Option<Session>,
        /// What the ledger holds.
        ledger: Ledger,
    },
    /// Tokens that an older app left behind (R24). Given after the start, when the store is empty.
    Adopted(BroughtTokens),
    /// A swap was tried.
    Swapped {
        /// On whose behalf.
        errand: Errand,
        /// The ledger held what was expected, and now holds the new.
        won: bool,
        /// What the store holds.
        record: Option<Session>,
        /// What the ledger holds.
        ledger: Ledger,
    },
    /// The refresh exchange was answered.
    ExchangeReplied {
        /// Whose.
        flight: FlightId,
        /// With what.
        reply: Reply,
    },
    /// The refresh exchange was not answered: no network, a reply cut off, a timeout.
    ExchangeFailed {
        /// Whose.
        flight: FlightId,
    },
    /// The user's refresh function gave tokens.
    CallbackReturned {
        /// Whose.
        flight: FlightId,
        /// What it gave.
        tokens: BroughtTokens,
    },
    /// The user's refresh function threw.
    CallbackThrew {
        /// Whose.
        flight: FlightId,
        /// The HTTP status that the error carries, if any: it decides as a reply's would.
        status: Option<u16>,
    },
    /// The store changed under us: another tab's work, or the application's own.
    StoreChanged {
        /// What was seen there last.
        before: Option<Session>,
        /// What is there now.
        after: Option<Session>,
    },
    /// Another tab has put the mark of a session's end in the place of its record, or of another.
    EndMarked {
        /// Which session.
        session: SessionId,
        /// Why it ended.
        reason: EndReason,
        /// As in [`Message::Ended`].
        at: i64,
    },
    /// Another tab says something.
    Heard(Message),
    /// The store failed; the shell keeps tokens in memory from now on (R23).
    StoreFailed,
    /// The record under the storage key is another back-end's.
    KeyShared {
        /// The other's origin.
        origin: String,
    },
    /// The logout call was answered with a redirect, which was not followed.
    LogoutRedirected,
    /// The network went or came back.
    Online(bool),
    /// A deadline may have passed: the timer fired, or the page woke up (R17).
    Woke,
    /// Whether somebody listens to traces; they cost nothing otherwise.
    Tracing(bool),
    /// The client is no longer wanted.
    Disposed,
}
