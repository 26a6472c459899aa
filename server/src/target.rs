//! The kinds of calls that failures, holds and latencies apply to.

use serde::{Deserialize, Serialize};

use crate::settings::Latency;

/// A kind of call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Target {
    /// A login.
    Login,
    /// A refresh.
    Refresh,
    /// A protected resource.
    Resource,
    /// A logout.
    Logout,
}

impl Target {
    /// All kinds.
    pub const ALL: [Self; 4] = [Self::Login, Self::Refresh, Self::Resource, Self::Logout];
}

/// One `T` for each [`Target`].
#[derive(Clone, Debug, Default)]
pub struct PerTarget<T> {
    login: T,
    refresh: T,
    resource: T,
    logout: T,
}

impl<T> PerTarget<T> {
    /// The one for `target`.
    pub const fn of(&self, target: Target) -> &T {
        match target {
            Target::Login => &self.login,
            Target::Refresh => &self.refresh,
            Target::Resource => &self.resource,
            Target::Logout => &self.logout,
        }
    }

    /// The one for `target`, mutable.
    pub const fn of_mut(&mut self, target: Target) -> &mut T {
        match target {
            Target::Login => &mut self.login,
            Target::Refresh => &mut self.refresh,
            Target::Resource => &mut self.resource,
            Target::Logout => &mut self.logout,
        }
    }
}

impl Latency {
    /// The milliseconds for `target`.
    pub const fn of(&self, target: Target) -> u64 {
        match target {
            Target::Login => self.login,
            Target::Refresh => self.refresh,
            Target::Resource => self.resource,
            Target::Logout => self.logout,
        }
    }
}
