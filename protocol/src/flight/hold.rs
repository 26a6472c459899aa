//! A flight's hold on the lock (R18, R19).

/// How a flight stands to the lock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) enum Hold {
    /// It does not want the lock.
    #[default]
    NotAsked,
    /// It has asked and waits.
    Asked,
    /// The lock was granted.
    Held,
    /// It took the lock from a holder that seemed frozen. This counts from the request on: where the platform does not
    /// grant the lock even by force, the flight goes on without it.
    Stolen,
}

impl Hold {
    /// Asks for the lock.
    pub(super) fn ask(&mut self) {
        *self = Self::Asked;
    }

    /// Takes the lock by force.
    pub(super) fn steal(&mut self) {
        *self = Self::Stolen;
    }

    /// The lock is granted. Returns whether it is still wanted; otherwise it has to be released.
    pub(super) fn grant(&mut self) -> bool {
        match self {
            Self::NotAsked => return false,
            Self::Asked => *self = Self::Held,
            Self::Held | Self::Stolen => {}
        }
        true
    }

    /// Another tab stole the lock. Returns whether this flight had asked for it.
    pub(super) fn lose(&mut self) -> bool {
        std::mem::take(self) != Self::NotAsked
    }

    /// Gives the lock back, or stops asking for it. Returns whether the platform has to be told.
    pub(super) fn release(&mut self) -> bool {
        std::mem::take(self) != Self::NotAsked
    }

    /// Whether an exchange may be made under it.
    pub(super) fn covers_exchange(self) -> bool {
        matches!(self, Self::Held | Self::Stolen)
    }

    /// Whether the lock was taken by force.
    pub(super) fn is_stolen(self) -> bool {
        self == Self::Stolen
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_that_was_asked_for_is_held_when_granted() {
        let mut hold = Hold::default();
        hold.ask();
        assert!(!hold.covers_exchange());
        assert!(hold.grant());
        assert_eq!(hold, Hold::Held);
        assert!(hold.covers_exchange());
    }

    #[test]
    fn a_lock_that_nobody_asked_for_is_not_kept() {
        let mut hold = Hold::default();
        assert!(!hold.grant());
        assert_eq!(hold, Hold::NotAsked);
    }

    #[test]
    fn a_stolen_lock_covers_the_exchange_before_it_is_granted() {
        let mut hold = Hold::Asked;
        hold.steal();
        assert!(hold.covers_exchange() && hold.is_stolen());
        assert!(hold.grant());
        assert!(hold.is_stolen());
    }

    #[test]
    fn what_was_asked_for_is_released_once() {
        for mut hold in [Hold::Asked, Hold::Held, Hold::Stolen] {
            assert!(hold.release(), "{hold:?}");
            assert!(!hold.release());
            assert!(!hold.covers_exchange() && !hold.is_stolen());
        }
    }

    #[test]
    fn a_lock_that_was_lost_is_not_released_as_well() {
        for mut hold in [Hold::Asked, Hold::Held, Hold::Stolen] {
            assert!(hold.lose());
            assert!(!hold.release());
        }
        assert!(!Hold::NotAsked.lose());
    }
}
