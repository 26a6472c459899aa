//! Sliding sessions: tokens that an ordinary reply carries in a configured header.
//!
//! They count from the back-end's own origin and from those in `tokens.origins`. Other origins that may see the token may
//! not set it.
//!
//! Invariant: they are taken only if no tab has newer ones or is about to get them. The request was made with the present
//! generation, and the ledger holds exactly that, so no exchange is under way in any tab. A reply that a cache has kept may bring
//! tokens of before: JWTs say of which user they are, and when they were issued.

use super::{
    Core, Moment, Output,
    input::{CallId, SwapPurpose},
    jwt,
    ledger::Ledger,
    output::{Expect, StoreWrite},
    reply::{Grant, Reply},
    rules::Rules,
    session::{Session, SessionId, Tokens},
};

impl Core {
    /// A reply that is not an expiry answer arrived. Its request is settled afterwards.
    pub(super) fn sliding_token_received(&mut self, call: CallId, reply: &Reply, moment: Moment) {
        let (Some(request), Some(session)) = (self.calls.request(call), &self.session) else {
            return;
        };
        if !request.is_current_in(session) || self.claims.is_open() || self.sliding.is_some() {
            return;
        }
        let grant = reply.sliding_grant(&self.policy, moment);
        let newer = grant.filter(|Grant { tokens, .. }| {
            tokens.access != session.tokens.access
                && !self.are_of_another_user(tokens)
                && !self.were_issued_before(tokens, &session.tokens)
        });
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
        self.sliding = Some(next.clone());
        self.emit(Output::Swap {
            purpose: SwapPurpose::StoreSlidingToken(session.id),
            expect,
            next: Ledger::of(&next, &self.ledger),
            write: Some(StoreWrite::Put(next)),
        });
    }

    /// Whether both are JWTs that say when they were issued (RFC 7519 §4.1.6), and the first was before.
    fn were_issued_before(&self, tokens: &Tokens, present: &Tokens) -> bool {
        let issued_at = |tokens: &Tokens| {
            let access = tokens.access.as_ref()?;
            jwt::claims(access.reveal(), self.policy.payload_decoder).issued_at
        };
        issued_at(tokens)
            .zip(issued_at(present))
            .is_some_and(|(new, old)| new < old)
    }

    /// The tokens are stored, or other tabs have written first. Once stored, this tab and the others go on with them, unless
    /// their session is over by now: a logout ends it, and a restore may have begun since.
    pub(super) fn sliding_token_stored(&mut self, id: SessionId, won: bool, moment: Moment) {
        let newer = self.sliding.take().filter(|newer| newer.id == id && won);
        let is_newer = |current: &Session| {
            let newer = newer.as_ref().filter(|newer| newer.id == current.id);
            newer.is_some_and(|newer| newer.is_newer_than(current))
        };
        if self.session.as_ref().is_some_and(is_newer)
            && let Some(newer) = newer
        {
            self.apply_tokens(newer.clone(), false);
            self.broadcast_tokens(newer);
            self.finish_after_adoption(moment);
        }
    }
}
