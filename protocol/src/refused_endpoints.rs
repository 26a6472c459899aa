//! The endpoints that refused a fresh token. Their 401 is the answer for a while, and starts no refresh (R5).
//!
//! Invariant: no endpoint is in here twice, or longer than [`REFUSING_FOR`] after it refused a fresh token.

use super::moment::EpochMs;

/// How long the 401 of an endpoint that refused a fresh token is the answer, in ms.
pub(super) const REFUSING_FOR: i64 = 60_000;
/// How many endpoints are remembered; the oldest makes way.
const REMEMBERED: usize = 32;

/// Endpoints by their hash, and until when each is remembered. The latest refusal last.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct RefusedEndpoints(Vec<(u64, EpochMs)>);

impl RefusedEndpoints {
    /// Remembers that a fresh token was refused. Returns whether that is new; for an unknown endpoint it always is.
    pub(super) fn remember(&mut self, route_hash: u64, now: EpochMs) -> bool {
        let news = !self.holds(route_hash, now);
        self.forget(route_hash);
        if route_hash != 0 {
            if self.0.len() >= REMEMBERED {
                self.0.remove(0);
            }
            self.0.push((route_hash, now.saturating_add(REFUSING_FOR)));
        }
        news
    }

    /// Whether the endpoint is remembered. An end that is too far ahead says that a clock was set back.
    pub(super) fn holds(&self, route_hash: u64, now: EpochMs) -> bool {
        self.0.iter().any(|(refusing, until)| {
            let left = until.saturating_sub(now);
            *refusing == route_hash && left > 0 && left <= REFUSING_FOR
        })
    }

    /// The endpoint accepted a token.
    pub(super) fn forget(&mut self, route_hash: u64) {
        self.0.retain(|(refusing, _)| *refusing != route_hash);
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
