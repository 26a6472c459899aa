//! Renewal ahead of the access token's expiry, by a request or in the background (R4, R15, R17).
//!
//! Invariant: there is at most one early renewal of each generation, unless it failed.

use super::{
    moment::EpochMs,
    session::{Session, Tokens},
};

/// A token with a shorter life, in ms, is renewed in the background only if this tab has used it: on a page where
/// nothing happens, tokens that live a second would cost a refresh a second. The next request renews it (R4).
const SHORT_LIFE: i64 = 30_000;

/// What the present generation of tokens has been used for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct EarlyRenewal {
    tried: bool,
    /// This tab has sent or handed out the access token.
    token_used: bool,
}

impl EarlyRenewal {
    /// An early renewal starts.
    pub(super) fn start(&mut self) {
        self.tried = true;
    }

    /// The renewal failed: another may be tried.
    pub(super) fn allow_again(&mut self) {
        self.tried = false;
    }

    /// The access token was sent or handed out.
    pub(super) fn use_token(&mut self) {
        self.token_used = true;
    }

    /// Whether a request has to wait for a renewal of these tokens.
    pub(super) fn is_due(&self, tokens: &Tokens, now: EpochMs) -> bool {
        !self.tried && tokens.renew_at.is_some_and(|time| now >= time)
    }

    /// When the background renews this session's tokens, if it does.
    pub(super) fn background_time(&self, session: &Session) -> Option<EpochMs> {
        // The revision is the time at which the tokens arrived, as the clocks of one device agree.
        let life = session.tokens.access_expires_at?.saturating_sub(session.revision);
        let is_worthwhile = self.token_used || life >= SHORT_LIFE;
        session.tokens.renew_at.filter(|_| is_worthwhile && !self.tried)
    }

    /// Leaves out what only says when the background renews: the model has no clock.
    #[cfg(test)]
    pub(super) fn forget_use(&mut self) {
        self.token_used = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{secret::Secret, session::SessionId};

    /// Tokens that arrived at 0.
    fn session(expires_at: i64) -> Session {
        Session {
            id: SessionId(1),
            generation: 1,
            revision: 0,
            action_no: 0,
            until_closed: false,
            user: None,
            tokens: Tokens {
                access: Some(Secret::new("token")),
                refresh: None,
                access_expires_at: Some(expires_at),
                refresh_expires_at: None,
                renew_at: Some(expires_at - 100),
            },
        }
    }

    #[test]
    fn a_generation_is_renewed_early_once() {
        let session = session(60_000);
        let mut renewal = EarlyRenewal::default();
        assert!(!renewal.is_due(&session.tokens, 59_899));
        assert!(renewal.is_due(&session.tokens, 59_900));
        renewal.start();
        assert!(!renewal.is_due(&session.tokens, 60_000));
        assert_eq!(renewal.background_time(&session), None);
        renewal.allow_again();
        assert!(renewal.is_due(&session.tokens, 60_000));
    }

    #[test]
    fn the_background_renews_short_lived_tokens_only_when_they_are_used() {
        let mut renewal = EarlyRenewal::default();
        assert_eq!(renewal.background_time(&session(30_000)), Some(29_900));
        assert_eq!(renewal.background_time(&session(29_999)), None);
        renewal.use_token();
        assert_eq!(renewal.background_time(&session(29_999)), Some(29_899));
    }

    #[test]
    fn tokens_without_a_known_end_are_not_renewed_early() {
        let mut session = session(60_000);
        session.tokens.access_expires_at = None;
        session.tokens.renew_at = None;
        let renewal = EarlyRenewal::default();
        assert_eq!(renewal.background_time(&session), None);
        assert!(!renewal.is_due(&session.tokens, i64::MAX));
    }
}
