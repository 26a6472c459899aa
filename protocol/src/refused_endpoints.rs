//! The endpoints that refused a fresh token. Their 401 is the answer for a while, and starts no refresh (R5).
//!
//! Invariant: no endpoint is in here twice, or longer than [`REFUSING_FOR`] after it refused a fresh token.

use super::moment::EpochMs;

/// How long the 401 of an endpoint that refused a fresh token is the answer, in ms.
pub(super) const REFUSING_FOR: i64 = 60_000;
/// How many endpoints are remembered; the oldest makes way.
const REMEMBERED: usize = 32;

/// After so many refusals within that time, a token that is accepted in between does not count: behind one URL, as GraphQL's, there
/// are requests that are accepted and one that never is.
const MOST_REFUSALS: u8 = 2;

/// An endpoint that refused a fresh token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Refusing {
    route_hash: u64,
    until: EpochMs,
    /// How many fresh tokens it has refused.
    times: u8,
    /// Whether it has accepted one since.
    has_accepted: bool,
}

impl Refusing {
    /// Whether it is remembered. An end that is too far ahead says that a clock was set back.
    fn is_remembered(&self, now: EpochMs) -> bool {
        (1..=REFUSING_FOR).contains(&self.until.saturating_sub(now))
    }
}

/// The endpoints, the latest refusal last.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct RefusedEndpoints(Vec<Refusing>);

impl RefusedEndpoints {
    /// Remembers that a fresh token was refused. Returns whether that is new; for an unknown endpoint it always is.
    pub(super) fn remember(&mut self, route_hash: u64, now: EpochMs) -> bool {
        let before = self.find(route_hash, now).copied();
        self.0.retain(|refusing| refusing.route_hash != route_hash);
        if route_hash != 0 {
            if self.0.len() >= REMEMBERED {
                self.0.remove(0);
            }
            self.0.push(Refusing {
                route_hash,
                until: now.saturating_add(REFUSING_FOR),
                times: before.map_or(1, |refusing| refusing.times.saturating_add(1)),
                has_accepted: false,
            });
        }
        before.is_none_or(|refusing| refusing.has_accepted)
    }

    /// Whether its 401 is the answer.
    pub(super) fn holds(&self, route_hash: u64, now: EpochMs) -> bool {
        self.find(route_hash, now)
            .is_some_and(|refusing| !refusing.has_accepted || refusing.times >= MOST_REFUSALS)
    }

    /// The endpoint accepted a token.
    pub(super) fn accepted(&mut self, route_hash: u64) {
        for refusing in &mut self.0 {
            refusing.has_accepted |= refusing.route_hash == route_hash;
        }
    }

    fn find(&self, route_hash: u64, now: EpochMs) -> Option<&Refusing> {
        self.0
            .iter()
            .find(|refusing| refusing.route_hash == route_hash && refusing.is_remembered(now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_endpoint_is_remembered_for_a_while_and_told_once() {
        let mut refusing = RefusedEndpoints::default();
        assert!(refusing.remember(1, 0));
        assert!(!refusing.remember(1, REFUSING_FOR - 1));
        assert!(refusing.holds(1, REFUSING_FOR), "the latest refusal counts");
        assert!(!refusing.holds(2, 0));
        assert!(!refusing.holds(1, 2 * REFUSING_FOR));
        assert!(refusing.remember(1, 2 * REFUSING_FOR));
    }

    #[test]
    fn one_that_accepts_a_token_may_refuse_another_but_not_time_after_time() {
        let mut refusing = RefusedEndpoints::default();
        refusing.remember(1, 0);
        refusing.accepted(1);
        assert!(!refusing.holds(1, 1));
        refusing.remember(1, 1);
        refusing.accepted(1);
        assert!(refusing.holds(1, 2));
        assert!(!refusing.holds(1, 1 + REFUSING_FOR), "for a while");
    }

    #[test]
    fn an_unknown_endpoint_is_never_remembered() {
        let mut refusing = RefusedEndpoints::default();
        assert!(refusing.remember(0, 0) && refusing.remember(0, 0));
        assert!(!refusing.holds(0, 0));
    }

    #[test]
    fn a_clock_that_was_set_back_makes_no_while_longer() {
        let mut refusing = RefusedEndpoints::default();
        refusing.remember(1, 86_400_000);
        assert!(!refusing.holds(1, 0));
    }

    #[test]
    fn the_oldest_makes_way() {
        let mut refusing = RefusedEndpoints::default();
        for route_hash in 1..=33 {
            refusing.remember(route_hash, 0);
        }
        assert!(!refusing.holds(1, 0));
        assert!(refusing.holds(2, 0) && refusing.holds(33, 0));
    }
}
