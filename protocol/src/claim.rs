//! How a login or logout of this tab is written to the ledger, and what wins when others write at the same time (R18,
//! R21, I5).

mod state;

use super::{
    Core, Moment, Output,
    event::EndReason,
    flight::ended_elsewhere,
    input::{Message, ReadPurpose},
    ledger::Ledger,
    rules::Rules,
    session::Session,
};
use state::{Answered, Claim};
pub(super) use state::{Claims, SessionEnd};

impl Core {
    /// Writes the login that began the current session.
    pub(super) fn claim_login(&mut self, moment: Moment) {
        self.claims.start(Claim::Login { overwritten: false });
        self.write_claim(moment);
    }

    /// Writes the end of a session.
    pub(super) fn claim_end(&mut self, end: SessionEnd, moment: Moment) {
        self.claims.start(Claim::End(end));
        self.write_claim(moment);
    }

    fn write_claim(&mut self, moment: Moment) {
        let session = self.session.as_ref();
        match self.claims.write(&self.ledger, session, self.ended.last()) {
            Some(swap) => self.emit(swap),
            None => self.settle_claim(moment),
        }
    }

    fn settle_claim(&mut self, moment: Moment) {
        self.claims.settle();
        self.resume_after_claim(moment);
    }

    pub(super) fn claim_answered(
        &mut self,
        won: bool,
        record: Option<&Session>,
        ledger: &Ledger,
        moment: Moment,
    ) {
        self.note_ledger(ledger);
        if won && self.claims.is_login() {
            self.tell_again();
        }
        let end = self.claims.end().filter(|end| end.announce);
        let yields = self.rules.yields_to_later_logins();
        let session = self.session.as_ref();
        match self.claims.answered(won, session, record, ledger, yields) {
            Answered::Settled => {
                if let Some(end) = end.filter(|_| !won) {
                    // Another tab has found the same end at the same time, and this one's tombstone may have come after
                    // its removal.
                    self.leave_revocation_to_other_tab();
                    return self.claim_end(
                        SessionEnd {
                            announce: false,
                            ..end
                        },
                        moment,
                    );
                }
            }
            Answered::RewriteRecord => {
                self.claims.settle();
                self.rewrite_record();
            }
            Answered::Announce(end) => self.emit(Output::Broadcast(end)),
            Answered::LoginLost => self.login_lost(record, ledger, moment),
            Answered::LoginStands => {
                self.make_later_than(ledger);
                return self.write_claim(moment);
            }
            Answered::Replaced { by } => {
                let newer = record.filter(|record| record.id == by && !self.ended.contains(by));
                if let Some(newer) = newer.filter(|_| self.session.is_none()) {
                    self.follow_session(newer, moment);
                }
            }
            Answered::WriteAgain => return self.write_claim(moment),
        }
        self.settle_claim(moment);
    }

    /// A later login or logout wins over this tab's login.
    fn login_lost(&mut self, record: Option<&Session>, ledger: &Ledger, moment: Moment) {
        let Some(session) = &self.session else { return };
        self.emit(Output::Broadcast(Message::Ended {
            session: Some(session.id),
            reason: EndReason::Logout,
            action_no: session.action_no,
        }));
        match record.filter(|record| Some(record.id) == ledger.session) {
            Some(newer) => self.follow_session(newer, moment),
            None => self.leave_ended(EndReason::Logout, ledger, moment),
        }
    }

    /// Leaves a session that is over according to the ledger, and looks for the one that is in force there. Its tokens may have come
    /// before and not been taken: of two logins with one number, neither is newer.
    pub(super) fn leave_ended(&mut self, reason: EndReason, ledger: &Ledger, moment: Moment) {
        self.leave_session(reason, ended_elsewhere(reason), moment);
        if ledger.session.is_some() {
            self.look_again();
        }
    }

    /// Makes the current session later than the ledger, but no later than the next login.
    fn make_later_than(&mut self, ledger: &Ledger) {
        let session = self.session.as_mut();
        if let Some(session) = session.filter(|session| session.revision <= ledger.revision) {
            session.revision = ledger.revision.saturating_add(1);
            let session = session.clone();
            self.revision = self.revision.max(session.revision);
            self.broadcast_tokens(session);
        }
    }

    /// Brings this tab and the store in line with the ledger: leaves a session that is over, and removes what is left
    /// of it. A login that is being written may not be in the ledger yet.
    pub(super) fn reconcile(&mut self, record: Option<&Session>, ledger: &Ledger, moment: Moment) {
        if !self.claims.is_login() {
            self.leave_if_ended(ledger, moment);
        }
        self.remove_leftover(record, moment);
    }

    /// Removes a record that is left of an ended session, or of a login that was replaced by another one which has
    /// ended since.
    pub(super) fn remove_leftover(&mut self, record: Option<&Session>, moment: Moment) {
        let Some(record) = record.filter(|_| self.session.is_none()) else {
            return;
        };
        if self.ledger.session == Some(record.id) && self.may_stand_after_all(record) {
            // It does, once the claim that is being written is through.
            return self.emit(Output::ReadShared {
                purpose: ReadPurpose::CheckRecord,
            });
        }
        if self.ended.contains(record.id) || !self.ledger.vouches_for(record) {
            let reason = self.ledger.end_of(record.id).unwrap_or(EndReason::Logout);
            self.remove_record(record, reason, moment);
        }
    }

    /// Removes the record of an ended session, which a commit wrote that had not heard of the end (I5). It goes through
    /// the ledger, so that the removal cannot hit a new login.
    pub(super) fn remove_record(&mut self, record: &Session, reason: EndReason, moment: Moment) {
        if self.claims.is_open() {
            // Once that claim is written, this is looked at again.
            return self.emit(Output::ReadShared {
                purpose: ReadPurpose::CheckRecord,
            });
        }
        let end = SessionEnd {
            session: Some(record.id),
            revision: record.revision,
            action_no: record.action_no,
            reason,
            announce: false,
        };
        self.claim_end(end, moment);
    }
}
