//! The limit on refreshes: so many per address and minute.

use std::{
    collections::HashMap,
    net::IpAddr,
    time::{Duration, Instant},
};

use parking_lot::Mutex;

const MINUTE: Duration = Duration::from_secs(60);
/// Above this many addresses, those whose minute is over are forgotten.
const MANY: usize = 10_000;

/// For each address, when its present minute began and how many refreshes it has made since.
#[derive(Debug, Default)]
pub struct RefreshLimit(Mutex<HashMap<IpAddr, (Instant, u64)>>);

impl RefreshLimit {
    /// Counts a refresh. If it is one too many, returns the seconds until the next one is allowed.
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

    /// Forgets all counts.
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
