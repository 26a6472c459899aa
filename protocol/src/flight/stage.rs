//! The stages of a flight, and its outcome.

use crate::{
    event::EndReason,
    ledger::Ledger,
    moment::EpochMs,
    output::StoreWrite,
    session::{Session, SessionId},
};

/// What a flight waits for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Stage {
    /// The answer of other tabs that may have the tokens (R28).
    AskingTabs,
    /// A login or logout of this tab is being written to the ledger.
    AwaitingClaim,
    /// The lock.
    Locking,
    /// A look at the ledger, to see whether the lock's holder is alive.
    CheckingHolder,
    /// The store and the ledger.
    Reading,
    /// The store, which is behind this ledger.
    CatchingUp { look_at: EpochMs, ledger: Ledger },
    /// The write of this ledger, which holds the intent.
    Intending { ledger: Ledger },
    /// The server.
    Exchanging,
    /// The write of the outcome.
    Committing(Verdict),
    /// The time of the next exchange.
    BackingOff,
    /// The network.
    Offline,
}

/// The outcome of an exchange.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Verdict {
    /// New tokens.
    Renewed { session: Session, skew: i64 },
    /// The end of the session.
    Ended { reason: EndReason, status: Option<u16> },
}

impl Verdict {
    /// What it writes to the store.
    pub(super) fn store_write(&self, session: SessionId) -> StoreWrite {
        match self {
            Self::Renewed { session, .. } => StoreWrite::Put(session.clone()),
            Self::Ended { .. } => StoreWrite::Remove(session),
        }
    }
}
