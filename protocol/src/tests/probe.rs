//! What the tests and the model checker see of a core.

use std::hash::{Hash, Hasher};

use crate::{Core, cool_down::CoolDown, moment::EpochMs};

impl Core {
    /// Whether anything waits for an answer here.
    pub(super) fn has_open_calls(&self) -> bool {
        !self.calls.all().is_empty()
    }

    /// The ledger entry of a login or logout is still to be made.
    pub(super) fn has_open_claim(&self) -> bool {
        self.claims.is_open()
    }

    /// The server is still being told of a logout.
    pub(super) fn has_open_revocations(&self) -> bool {
        !self.revocations.is_empty()
    }

    /// Takes the time out: cool-downs pass, and every deadline is at the same time, which comes when
    /// the model says so. Histories that differ by their hours only become one state.
    pub(super) fn forget_time(&mut self, before: Option<EpochMs>, due: EpochMs) {
        self.cool_down = CoolDown::default();
        self.last_seen = EpochMs::MIN;
        self.early_renewal.forget_use();
        (self.sessions, self.users) = (0, 0);
        self.notices.forget_counts();
        if let Some(flight) = &mut self.flight {
            flight.forget_time(before, due);
        }
    }
}

/// All but what is the same in every state: the policy, and the outputs, which are drained.
impl Hash for Core {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.calls.hash(state);
        self.session.hash(state);
        self.restoring.hash(state);
        self.sliding.hash(state);
        self.flight.hash(state);
        self.claims.hash(state);
        self.ledger.hash(state);
        self.revision.hash(state);
        self.user_actions.hash(state);
        self.ended.hash(state);
        self.refused_endpoints.hash(state);
        self.revocations.hash(state);
        self.early_renewal.hash(state);
        self.cool_down.hash(state);
        self.notices.hash(state);
        (self.online, self.disposed).hash(state);
    }
}
