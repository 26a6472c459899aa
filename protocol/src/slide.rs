//! Sliding sessions: tokens that an ordinary reply carries in a configured header.
//!
//! They count from the back-end's own origin and from those in `tokens.origins`. Other origins that may see the token may
//! not set it.
//!
//! Invariant: they are taken only if no tab has newer ones or is about to get them. The request was made with the present
//! generation, and the ledger holds exactly that, so no exchange is under way in any tab.

use super::{
    Core, Moment, Output,
    input::{CallId, Message, Purpose},
    ledger::Ledger,
    output::{Expect, StoreWrite},
    reply::Reply,
    rules::Rules,
    session::{Session, SessionId},
};

impl Core {
    /// A reply that is no expiry answer arrived. Its request is settled afterwards.
    pub(super) fn token_in_reply(&mut self, call: CallId, reply: &Reply, moment: Moment) {
        let (Some(request), Some(session)) = (self.calls.request(call), &self.session) else {
            return;
        };
        if !request.is_current_in(session) || self.claims.is_open() {
            return;
        }
        let grant = reply.slid_grant(&self.policy, moment);
        let newer = grant.filter(|grant| grant.tokens.access != session.tokens.access);
        let Some(next) = newer.and_then(|grant| self.renewed_by(&grant, moment)) else {
            return;
        };
        let expect = if self.rules.fences_sliding_tokens() {
            Expect::Same(Ledger::of(session, &self.ledger))
        } else {
            Expect::Tokens {
                session: Some(session.id),
                revision: session.revision,
            }
        };
        self.emit(Output::Swap {
            purpose: Purpose::StoreSlidingToken(session.id),
            expect,
            next: Ledger::of(&next, &self.ledger),
            write: Some(StoreWrite::Put(next)),
        });
    }

    /// The tokens are stored: this tab and the others go on with them.
    pub(super) fn sliding_token_stored(&mut self, id: SessionId, record: Option<&Session>, moment: Moment) {
        let current = self.session.as_ref().filter(|current| current.id == id);
        let newer = |record: &&Session| {
            record.id == id && current.is_some_and(|current| record.revision > current.revision)
        };
        if let Some(record) = record.filter(newer) {
            self.apply_tokens(record.clone(), false);
            self.emit(Output::Broadcast(Message::Tokens(record.clone())));
            self.finish_after_adoption(moment);
        }
    }
}
