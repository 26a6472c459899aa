//! The rules that a test can leave out, each as a question that production code asks.
//!
//! In what ships the answer is always yes and known at compile time, so asking costs nothing. The tests put another
//! value in its place, which answers no to one of them: a model checker that finds nothing in a broken protocol
//! proves nothing about a sound one.

/// The rules that the protocol keeps. Every rule is kept unless an implementation says otherwise.
pub(crate) trait Rules {
    /// The lock proves nothing about the store: it is read again under the lock (R18).
    fn rereads_under_lock(&self) -> bool {
        true
    }

    /// A store that is behind the ledger is waited for (R18).
    fn waits_for_the_store(&self) -> bool {
        true
    }

    /// An outcome is stored only if nothing newer was stored meanwhile (R19).
    fn fences_commits(&self) -> bool {
        true
    }

    /// A reply's token is stored only if no exchange is under way.
    fn fences_sliding_tokens(&self) -> bool {
        true
    }

    /// An expiry answer to an older token is replayed and starts no refresh (R2).
    fn replays_late_expiries(&self) -> bool {
        true
    }

    /// A failed refresh settles the calls that wait for it (I2).
    fn settles_waiting(&self) -> bool {
        true
    }

    /// A login counts from when it was asked for, not from its reply (R9).
    fn orders_logins_by_start(&self) -> bool {
        true
    }

    /// A login gives way to a later one that the ledger names (R9).
    fn yields_to_later_logins(&self) -> bool {
        true
    }

    /// A login that another of the same number replaced is looked up in the ledger when it turns up again (R9).
    fn takes_back_replaced_logins(&self) -> bool {
        true
    }

    /// An end that has passed is believed only if the server refuses (R13).
    fn asks_past_the_end(&self) -> bool {
        true
    }

    /// A request belongs to the session it was made in, even while its body is read (I3).
    fn binds_unread_bodies(&self) -> bool {
        true
    }

    /// A restore asks the server under the lock (R28).
    fn restores_under_lock(&self) -> bool {
        true
    }

    /// The end of a session that nobody was told of is told to nobody (R28).
    fn restores_quietly(&self) -> bool {
        true
    }

    /// What a restore brings is stored only if its session has not ended meanwhile (R28, I5).
    fn fences_restores(&self) -> bool {
        true
    }
}

/// The rules of what ships: all of them.
#[cfg(not(test))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct ActiveRules {}

#[cfg(not(test))]
impl Rules for ActiveRules {}

#[cfg(test)]
pub(crate) use crate::tests::faults::Faulty as ActiveRules;
