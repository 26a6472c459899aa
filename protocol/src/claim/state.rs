//! The login or logout that is being written, and what an answer to it means.
//!
//! Invariant: the latest login or logout wins; an end is never undone; and no end takes a later login with it.

use crate::{
    event::EndReason,
    input::{Message, SwapPurpose},
    ledger::Ledger,
    output::{Expect, Output, StoreWrite},
    session::{Session, SessionId},
};

/// The claim of this tab, if one is being written. A new one takes the place of an older one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Claims {
    /// Counts claims, so that an answer to an older one is told from the present one's.
    number: u32,
    open: Option<Claim>,
}

/// A login or logout of this tab that is being written to the ledger.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Claim {
    /// The current session is the newest.
    Login {
        /// Something older overwrote its record: that is written again once the entry is made.
        overwritten: bool,
    },
    /// A session is over.
    End(SessionEnd),
}

/// The end of a session that is being written to the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct SessionEnd {
    /// The session; `None` when nobody was signed in where the logout was asked for.
    pub(crate) session: Option<SessionId>,
    /// Its newest revision known here. A ledger that is older and names another session has not heard of it yet.
    pub(crate) revision: i64,
    /// The number of the logout, or, where the user did not ask for the end, of the session's own login. A ledger that
    /// names another session is of a later login only if its number is higher (R9).
    pub(crate) action_no: i64,
    pub(crate) reason: EndReason,
    /// Whether the other tabs are told once it is written.
    pub(crate) announce: bool,
}

/// What follows from the answer to a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Answered {
    /// It is written, or no longer needed.
    Settled,
    /// The login is written, but its record was overwritten meanwhile.
    RewriteRecord,
    /// The end is written, and the other tabs are told.
    Announce(Message),
    /// A later login or logout wins over this login.
    LoginLost,
    /// This login wins over what came in between: it is made later than that and written again.
    LoginStands,
    /// A later login stays.
    Replaced { by: SessionId },
    /// The end is written again.
    WriteAgain,
}

impl Claims {
    /// Starts a claim.
    pub(super) fn start(&mut self, claim: Claim) {
        self.number = self.number.wrapping_add(1);
        self.open = Some(claim);
    }

    /// The claim is written, or given up.
    pub(crate) fn settle(&mut self) {
        self.open = None;
    }

    /// The login that was being written has been replaced.
    pub(crate) fn drop_login(&mut self) {
        self.open.take_if(|claim| matches!(claim, Claim::Login { .. }));
    }

    pub(crate) fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// Whether a login is being written.
    pub(crate) fn is_login(&self) -> bool {
        matches!(self.open, Some(Claim::Login { .. }))
    }

    /// Whether this is the number of the claim that is being written.
    pub(crate) fn is_current(&self, number: u32) -> bool {
        self.open.is_some() && self.number == number
    }

    /// Something older overwrote the record of a login. Returns whether that login is being written, so that its own
    /// entry brings the record back.
    pub(crate) fn record_overwritten(&mut self) -> bool {
        match &mut self.open {
            Some(Claim::Login { overwritten }) => {
                *overwritten = true;
                true
            }
            _ => false,
        }
    }

    /// The end that is being written.
    pub(crate) fn end(&self) -> Option<SessionEnd> {
        match self.open {
            Some(Claim::End(end)) => Some(end),
            _ => None,
        }
    }

    /// The write to the ledger and the store; `None` if there is nothing to write, or not any more. `left` is the
    /// session that this tab left last.
    pub(super) fn write(
        &self,
        ledger: &Ledger,
        session: Option<&Session>,
        left: Option<SessionId>,
    ) -> Option<Output> {
        let (next, write) = match self.open.as_ref()? {
            Claim::Login { .. } => {
                let session = session?;
                let mut next = Ledger::of(session, ledger);
                next.ended = left.map(|left| (left, EndReason::Logout)).or(next.ended);
                (next, Some(StoreWrite::Put(session.clone())))
            }
            Claim::End(end) if end.successor(ledger).is_some() => return None,
            Claim::End(end) => (end.entry(ledger), end.session.map(StoreWrite::Remove)),
        };
        Some(Output::Swap {
            purpose: SwapPurpose::Claim(self.number),
            expect: Expect::Tokens {
                session: ledger.session,
                revision: ledger.revision,
            },
            next,
            write,
        })
    }

    /// What the answer to the write means, after which the ledger and the record are these. A later login in the ledger
    /// wins only if this one `yields`.
    pub(super) fn answered(
        &self,
        won: bool,
        session: Option<&Session>,
        record: Option<&Session>,
        ledger: &Ledger,
        yields: bool,
    ) -> Answered {
        match &self.open {
            Some(Claim::Login { overwritten: true }) if won => Answered::RewriteRecord,
            Some(Claim::End(end)) if won && end.announce => Answered::Announce(end.message()),
            None => Answered::Settled,
            Some(_) if won => Answered::Settled,
            Some(Claim::Login { .. }) => {
                session.map_or(Answered::Settled, |session| login_lost(session, ledger, yields))
            }
            Some(Claim::End(end)) => end.lost(record, ledger),
        }
    }
}

/// Another tab wrote to the ledger before this login did.
fn login_lost(session: &Session, ledger: &Ledger, yields: bool) -> Answered {
    if ledger.session == Some(session.id) {
        // A sibling has renewed the session already. Its tokens are on their way here.
        return Answered::Settled;
    }
    // What is later may be another login, even one that has ended, or a logout. The refresh or refusal of an older
    // session is not.
    let is_later = ledger.action_no > session.action_no && yields;
    if is_later || ledger.end_of(session.id).is_some() {
        Answered::LoginLost
    } else {
        Answered::LoginStands
    }
}

impl SessionEnd {
    /// The session of a login that came after this end, or that won over this session's login with the same number. It must not
    /// be ended by it.
    fn successor(self, ledger: &Ledger) -> Option<SessionId> {
        let other = ledger.session.filter(|other| Some(*other) != self.session);
        let is_written = self
            .session
            .is_some_and(|session| ledger.end_of(session).is_some());
        let has_won = ledger.action_no == self.action_no && (is_written || ledger.revision == self.revision);
        other.filter(|_| has_won || self.is_older_than(ledger))
    }

    fn is_older_than(self, ledger: &Ledger) -> bool {
        (ledger.action_no, ledger.revision) > (self.action_no, self.revision)
    }

    fn message(self) -> Message {
        Message::Ended {
            session: self.session,
            reason: self.reason,
            action_no: self.action_no,
        }
    }

    /// The ledger after this end.
    fn entry(self, ledger: &Ledger) -> Ledger {
        if ledger.session.is_none() && self.is_older_than(ledger) {
            // A later entry tells of this end already, or of a later one.
            return ledger.clone();
        }
        let ended = self.session.or(ledger.session);
        Ledger {
            ended: ended.map(|ended| (ended, self.reason)).or(ledger.ended),
            // Just one higher: a login that came meanwhile stays later (R21).
            revision: ledger.revision.max(self.revision).saturating_add(1),
            action_no: ledger.action_no.max(self.action_no),
            ..Ledger::default()
        }
    }

    /// Another tab wrote to the ledger before this end did.
    fn lost(self, record: Option<&Session>, ledger: &Ledger) -> Answered {
        if let Some(by) = self.successor(ledger) {
            return Answered::Replaced { by };
        }
        let is_written = match self.session {
            Some(session) => ledger.end_of(session).is_some(),
            None => ledger.session.is_none(),
        };
        let is_removed = record.is_none_or(|record| Some(record.id) != self.session);
        if is_written && is_removed && ledger.action_no >= self.action_no {
            Answered::Settled
        } else {
            Answered::WriteAgain
        }
    }
}

#[cfg(test)]
mod tests;
