//! What the store holds of the session, and whether the other tabs see it (R21).
//!
//! Invariant: where marks are kept, no secret is written to the store.

use super::{
    Core, Output,
    output::StoreWrite,
    policy::{Policy, Storage},
    session::{Session, Tokens},
};

/// What the store shows of the session, and to whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StoreKind {
    /// The record holds the tokens, and all tabs see it.
    Shared,
    /// The record is a mark without secrets, and all tabs see it. Tokens travel by message.
    Marks,
    /// The record holds the tokens, and other tabs may not see it. Tokens travel by message.
    Own,
    /// Nothing is stored. Tokens travel by message.
    Nothing,
}

impl StoreKind {
    pub(super) fn of(policy: &Policy) -> Self {
        match policy.storage {
            Storage::Local => Self::Shared,
            Storage::Session | Storage::Custom => Self::Own,
            Storage::Memory if policy.keeps_marks() => Self::Marks,
            Storage::Memory => Self::Nothing,
        }
    }
}

impl Core {
    /// A client whose storage is not there: a worker's, or one that the browser blocks.
    #[must_use]
    pub fn without_store(mut self) -> Self {
        self.store = StoreKind::Nothing;
        self
    }

    /// The platform has no channel for messages.
    pub fn lose_channel(&mut self) {
        self.has_channel = false;
    }

    /// Whether other tabs hear of tokens by message alone.
    pub(super) fn tells_by_message(&self) -> bool {
        self.policy.is_shared() && self.has_channel && self.store != StoreKind::Shared
    }

    /// Whether another tab's tokens reach this one at all.
    pub(super) fn hears_of_tokens(&self) -> bool {
        matches!(self.store, StoreKind::Shared | StoreKind::Own) || self.tells_by_message()
    }

    /// Whether a session from the store or the ledger is one by name only. Its tokens come from another tab or the server.
    pub(super) fn lacks_tokens(&self, session: &Session) -> bool {
        session.tokens.access.is_none() && !self.policy.attach.by_cookie
    }

    /// Makes an output fit to be carried out: where marks are kept, the store gets no secret.
    pub(super) fn without_secrets(&self, output: Output) -> Output {
        if self.store != StoreKind::Marks {
            return output;
        }
        match output {
            Output::Write(write) => Output::Write(as_mark(write)),
            Output::Swap {
                purpose,
                expect,
                next,
                write,
            } => Output::Swap {
                purpose,
                expect,
                next,
                write: write.map(as_mark),
            },
            output => output,
        }
    }
}

/// A write of the mark in place of a record.
fn as_mark(write: StoreWrite) -> StoreWrite {
    match write {
        StoreWrite::Put(session) => StoreWrite::Put(Session {
            tokens: Tokens::none(),
            user: None,
            ..session
        }),
        write => write,
    }
}
