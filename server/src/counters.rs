//! Counters of the requests so far; tests can wait for a value.

use std::{collections::HashMap, time::Duration};

use parking_lot::Mutex;
use serde::Serialize;
use tokio::sync::watch;

/// Refreshes, by outcome.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RefreshCounters {
    /// All that arrived, whatever the outcome.
    pub received: u64,
    /// New tokens were issued, whether or not the reply arrived.
    pub granted: u64,
    /// The refresh token was missing, unknown, expired, revoked or used up, or the call may be forged.
    pub refused: u64,
    /// Failed by order, or above the limit.
    pub failed: u64,
    /// A used-up token was presented again: the family was revoked.
    pub reuse_detected: u64,
    /// The most refreshes of one family that were being processed at the same time.
    pub concurrent_max: u64,
    /// The client closed the connection before its reply.
    pub abandoned: u64,
}

/// Protected resources, by outcome.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ResourceCounters {
    /// All that arrived, whatever the outcome.
    pub received: u64,
    /// The access token was valid, and no strange page made the call.
    pub answered: u64,
    /// The access token was missing, expired or otherwise invalid, or the call may be forged.
    pub refused: u64,
}

/// All counters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counters {
    /// Logins that arrived.
    pub login: u64,
    /// Refreshes.
    pub refresh: RefreshCounters,
    /// Protected resources.
    pub resource: ResourceCounters,
    /// Logouts that arrived.
    pub logout: u64,
}

impl Counters {
    /// A counter by its dotted name, as in `refresh.received`.
    pub fn value(&self, name: &str) -> Option<u64> {
        Some(match name {
            "login" => self.login,
            "logout" => self.logout,
            "refresh.received" => self.refresh.received,
            "refresh.granted" => self.refresh.granted,
            "refresh.refused" => self.refresh.refused,
            "refresh.failed" => self.refresh.failed,
            "refresh.reuseDetected" => self.refresh.reuse_detected,
            "refresh.concurrentMax" => self.refresh.concurrent_max,
            "refresh.abandoned" => self.refresh.abandoned,
            "resource.received" => self.resource.received,
            "resource.answered" => self.resource.answered,
            "resource.refused" => self.resource.refused,
            _ => return None,
        })
    }
}

/// The counters, and the families that are being refreshed at this moment.
#[derive(Debug)]
pub struct Tally {
    counters: watch::Sender<Counters>,
    under_way: Mutex<HashMap<String, u64>>,
}

impl Default for Tally {
    fn default() -> Self {
        Self {
            counters: watch::Sender::new(Counters::default()),
            under_way: Mutex::default(),
        }
    }
}

impl Tally {
    /// The present values.
    pub fn snapshot(&self) -> Counters {
        *self.counters.borrow()
    }

    /// Changes the counters.
    pub fn count(&self, change: impl FnOnce(&mut Counters)) {
        self.counters.send_modify(change);
    }

    /// Sets all counters to zero.
    pub fn reset(&self) {
        self.count(|counters| *counters = Counters::default());
    }

    /// Waits until the named counter is at least `least`. False if that takes longer than `within`.
    pub async fn reached(&self, name: &str, least: u64, within: Duration) -> bool {
        let mut counters = self.counters.subscribe();
        let reached = counters.wait_for(|counters| counters.value(name).is_some_and(|value| value >= least));
        matches!(tokio::time::timeout(within, reached).await, Ok(Ok(_)))
    }

    /// A client waits for the reply to a refresh.
    pub const fn awaited(&self) -> Awaited<'_> {
        Awaited(Some(self))
    }

    /// Notes that a refresh of `family` is being processed until the guard is dropped.
    pub fn refreshing(&self, family: String) -> UnderWay<'_> {
        let now = {
            let mut under_way = self.under_way.lock();
            let number = under_way.entry(family.clone()).or_default();
            *number += 1;
            *number
        };
        self.count(|counters| counters.refresh.concurrent_max = counters.refresh.concurrent_max.max(now));
        UnderWay {
            tally: self,
            family,
            at_once: now,
        }
    }
}

/// A refresh whose client waits for the reply. Dropped before that, it counts as abandoned.
#[derive(Debug)]
pub struct Awaited<'a>(Option<&'a Tally>);

impl Awaited<'_> {
    /// The reply is ready.
    pub fn replied(mut self) {
        self.0 = None;
    }
}

impl Drop for Awaited<'_> {
    fn drop(&mut self) {
        if let Some(tally) = self.0 {
            tally.count(|counters| counters.refresh.abandoned += 1);
        }
    }
}

/// One refresh that is being processed.
#[derive(Debug)]
pub struct UnderWay<'a> {
    tally: &'a Tally,
    family: String,
    at_once: u64,
}

impl UnderWay<'_> {
    /// How many of the family's there were when this one began, itself included.
    pub const fn at_once(&self) -> u64 {
        self.at_once
    }
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        let mut under_way = self.tally.under_way.lock();
        if let Some(number) = under_way.get_mut(&self.family) {
            *number -= 1;
            if *number == 0 {
                under_way.remove(&self.family);
            }
        }
    }
}
