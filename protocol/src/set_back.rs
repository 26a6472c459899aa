//! A device's clock that is set back while something is waited for (R14).
//!
//! Invariant: what ends at a time ends within its own time all the same. How much of it had passed is kept, so nothing waits for
//! the hour that the clock was set back by.

use super::{Core, moment::EpochMs};

impl Core {
    /// Looks at the clock before an input is handled.
    pub(super) fn notice_set_back(&mut self, now: EpochMs) {
        let by = self.last_seen.saturating_sub(now);
        self.last_seen = now;
        if by <= 0 {
            return;
        }
        if let Some(flight) = &mut self.flight {
            flight.set_back(by);
        }
        for revocation in &mut self.revocations {
            revocation.set_back(by);
        }
        self.cool_down.set_back(by);
        self.idle_set_back(by);
    }
}
