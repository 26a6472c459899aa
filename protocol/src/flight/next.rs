//! What a flight says is next: after a reading, after a swap, and when a deadline has passed.

use super::stage::Verdict;

/// What follows from a reading of the store and the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AfterRead {
    /// Nothing: the flight is past it.
    Ignore,
    /// Adopt, wait or exchange.
    Decide,
    /// Wait for the lock's holder, or take the lock from it.
    CheckHolder,
}

/// What follows from an answered swap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum AfterSwap {
    /// Nothing: the flight is past it.
    Ignore,
    /// The intent is written: exchange, or read again if the tab slept meanwhile.
    IntentWritten { slept: bool },
    /// The outcome is written.
    Finish(Verdict),
    /// The ledger was lost and holds nothing newer: the outcome is written again.
    CommitAgain(Verdict),
    /// Another tab has stored something newer than what this exchange started from.
    Fenced,
    /// Another tab has written first.
    Decide,
}

/// What a deadline leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Due {
    /// No other tab has the tokens, or none has told of them.
    NobodyAnswered,
    /// The login or logout was not written in time.
    GiveUpClaim,
    /// The lock was not granted in time, or a lease is to be looked at again.
    LockTimeout { stolen: bool },
    /// The ledger did not say whether the holder is alive.
    HolderUnknown,
    /// The store or the ledger did not answer.
    StorageTimeout,
    /// The store is to be read again.
    LookAgain,
    /// The store did not catch up in time.
    StopCatchingUp,
    /// The server did not answer.
    ExchangeTimeout,
    /// The ledger did not answer to the commit.
    CommitTimeout(Verdict),
    /// The next exchange is due.
    Retry,
    /// The network did not come back in time.
    StillOffline,
}
