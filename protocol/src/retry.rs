//! When to retry a refresh that failed for now (R12).

/// How often a refresh is tried, and how long the waits are.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RetryPolicy {
    /// Exchanges in one flight, the first included. Default 3.
    pub attempts: u32,
    /// The first wait's upper bound in ms. Default 300.
    pub base: i64,
    /// The upper bound that doubling stops at, in ms. Default 5000.
    pub cap: i64,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            attempts: 3,
            base: 300,
            cap: 5_000,
        }
    }
}

impl RetryPolicy {
    /// Full jitter: anything from 0 to the doubled bound, so that the clients of a server that comes back do not return
    /// all at once.
    ///
    /// `failures` is the number of exchanges that failed so far, at least 1.
    #[must_use]
    pub fn delay(&self, failures: u32, entropy: u64) -> i64 {
        let doublings = failures.saturating_sub(1).min(30);
        let bound = self
            .base
            .saturating_mul(1_i64 << doublings)
            .clamp(0, self.cap.max(0));
        let span = u64::try_from(bound).unwrap_or(0).saturating_add(1);
        i64::try_from(entropy % span).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bound_doubles_up_to_the_cap() {
        let policy = RetryPolicy::default();
        for (failures, bound) in [(1, 300), (2, 600), (3, 1_200), (10, 5_000), (u32::MAX, 5_000)] {
            let longest = (0..20_000).map(|entropy| policy.delay(failures, entropy)).max();
            assert_eq!(longest, Some(bound));
        }
    }

    #[test]
    fn odd_settings_give_no_negative_delay() {
        let policy = RetryPolicy {
            attempts: 0,
            base: -5,
            cap: -1,
        };
        assert_eq!(policy.delay(1, u64::MAX), 0);
    }
}
