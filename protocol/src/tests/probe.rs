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

/// All but what is the same in every state of the model. Each field is named, so that a new one is decided about.
impl Hash for Core {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let Self {
            calls,
            session,
            restoring,
            without_cookie,
            own_revision,
            sliding,
            flight,
            claims,
            ledger,
            revision,
            user_actions,
            ended,
            refused_endpoints,
            revocations,
            early_renewal,
            cool_down,
            notices,
            store,
            has_channel,
            online,
            disposed,
            // Given when it is made.
            policy: _,
            locking: _,
            rules: _,
            tracing: _,
            // Taken out by `forget_time`.
            last_seen: _,
            sessions: _,
            users: _,
            // The model has no idle sessions.
            idle: _,
            // Drained.
            outputs: _,
        } = self;
        (calls, session, restoring, sliding, flight, claims, ledger).hash(state);
        (revision, user_actions, ended, refused_endpoints, revocations).hash(state);
        (early_renewal, cool_down, notices).hash(state);
        (without_cookie, own_revision, store, has_channel, online, disposed).hash(state);
    }
}
