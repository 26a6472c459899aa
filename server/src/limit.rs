//! How often one address may refresh: so often within a minute, then not before the next.

use std::{
    collections::HashMap,
    net::IpAddr,
    time::{Duration, Instant},
};

use parking_lot::Mutex;

const MINUTE: Duration = Duration::from_secs(60);
/// More addresses than this are not remembered at a time.
const MANY: usize = 10_000;

/// Who has refreshed how often in his present minute.
#[derive(Debug, Default)]
pub struct RefreshLimit(Mutex<HashMap<IpAddr, (Instant, u64)>>);

impl RefreshLimit {
    /// Counts a refresh. In how many seconds to come again, if it was one too many.
    pub fn exceeded(&self, address: IpAddr, a_minute: u64, now: Instant) -> Option<u64> {
        let mut counts = self.0.lock();
        if counts.len() >= MANY {
            counts.retain(|_, (since, _)| now.duration_since(*since) < MINUTE);
        }
        let (since, count) = counts.entry(address).or_insert((now, 0));
        if now.duration_since(*since) >= MINUTE {
            (*since, *count) = (now, 0);
        }
        *count += 1;
        let rest = MINUTE.saturating_sub(now.duration_since(*since));
        (*count > a_minute).then(|| rest.as_secs() + 1)
    }

    /// Everybody starts anew.
    pub fn forget(&self) {
        self.0.lock().clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_address_has_its_own_minute() {
        let limit = RefreshLimit::default();
        let (one, other) = (IpAddr::from([127, 0, 0, 1]), IpAddr::from([127, 0, 0, 2]));
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        assert_eq!(limit.exceeded(one, 2, at(0)), None);
        assert_eq!(limit.exceeded(one, 2, at(10)), None);
        assert_eq!(limit.exceeded(one, 2, at(20)), Some(41));
        assert_eq!(limit.exceeded(other, 2, at(20)), None);
        assert_eq!(limit.exceeded(one, 2, at(60)), None);
    }
}
