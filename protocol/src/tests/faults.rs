//! The rules with one left out: what the model checker must find.

use crate::{Core, rules::Rules};

/// A rule to leave out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum PlantedFault {
    /// The lock is taken for proof that nothing has changed: no re-read (R18).
    NoReread,
    /// The store is believed right after the lock: no look at the ledger (R18).
    TrustsStore,
    /// The outcome is stored whatever happened meanwhile (R19).
    NoFencing,
    /// A token in a reply is stored although an exchange may be under way.
    SlidesUnfenced,
    /// A late 401 starts a refresh (R2).
    StragglerRefreshes,
    /// A failed refresh forgets who waits for it (I2).
    QueueNotDrained,
    /// A login counts from its reply on (R9).
    LateLoginsWin,
    /// A login is written down over a later one that this tab had not heard of (R9).
    WishesUnwritten,
    /// Of two logins with one number, the one that was replaced here counts as over for good (R9).
    ReplacedLoginsLost,
    /// A request belongs to the session in which its body has been read (I3).
    BodiesUnbound,
    /// A refresh token whose end has passed ends the session, and the server is not asked (R13).
    EndsUnasked,
    /// A restore asks the server without the lock (R28).
    RestoresUnlocked,
    /// What a restore brings is stored although its session was logged out (R28, I5).
    RestoresUnfenced,
    /// A refused restore tells the user to log in (R28).
    RestoresLoudly,
}

/// Keeps every rule but one; by default, every rule.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Faulty(Option<PlantedFault>);

impl Faulty {
    fn keeps(self, rule: PlantedFault) -> bool {
        self.0 != Some(rule)
    }
}

impl Rules for Faulty {
    fn rereads_under_lock(&self) -> bool {
        self.keeps(PlantedFault::NoReread)
    }

    fn waits_for_the_store(&self) -> bool {
        self.keeps(PlantedFault::TrustsStore)
    }

    fn fences_commits(&self) -> bool {
        self.keeps(PlantedFault::NoFencing)
    }

    fn fences_sliding_tokens(&self) -> bool {
        self.keeps(PlantedFault::SlidesUnfenced)
    }

    fn replays_late_expiries(&self) -> bool {
        self.keeps(PlantedFault::StragglerRefreshes)
    }

    fn settles_waiting(&self) -> bool {
        self.keeps(PlantedFault::QueueNotDrained)
    }

    fn orders_logins_by_start(&self) -> bool {
        self.keeps(PlantedFault::LateLoginsWin)
    }

    fn yields_to_later_logins(&self) -> bool {
        self.keeps(PlantedFault::WishesUnwritten)
    }

    fn takes_back_replaced_logins(&self) -> bool {
        self.keeps(PlantedFault::ReplacedLoginsLost)
    }

    fn asks_past_the_end(&self) -> bool {
        self.keeps(PlantedFault::EndsUnasked)
    }

    fn binds_unread_bodies(&self) -> bool {
        self.keeps(PlantedFault::BodiesUnbound)
    }

    fn restores_under_lock(&self) -> bool {
        self.keeps(PlantedFault::RestoresUnlocked)
    }

    fn fences_restores(&self) -> bool {
        self.keeps(PlantedFault::RestoresUnfenced)
    }

    fn restores_quietly(&self) -> bool {
        self.keeps(PlantedFault::RestoresLoudly)
    }
}

impl Core {
    /// Leaves a rule out.
    pub(super) fn with_fault(mut self, fault: Option<PlantedFault>) -> Self {
        self.rules = Faulty(fault);
        self
    }
}
