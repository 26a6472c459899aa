//! Gates that tests close and open, so that they order events without sleeping.

use tokio::sync::watch;

use crate::target::{PerTarget, Target};

/// Which kinds of calls wait.
#[derive(Debug)]
pub struct Holds(watch::Sender<PerTarget<bool>>);

impl Default for Holds {
    fn default() -> Self {
        Self(watch::Sender::new(PerTarget::default()))
    }
}

impl Holds {
    /// Calls of this kind wait from now on.
    pub fn hold(&self, target: Target) {
        self.0.send_modify(|held| *held.of_mut(target) = true);
    }

    /// Lets the waiting calls of this kind go on, and later ones pass.
    pub fn release(&self, target: Target) {
        self.0.send_modify(|held| *held.of_mut(target) = false);
    }

    /// Lets all go on.
    pub fn release_all(&self) {
        self.0.send_modify(|held| *held = PerTarget::default());
    }

    /// Returns once calls of this kind are not held.
    pub async fn pass(&self, target: Target) {
        // An error would mean that the sender is gone, and it lives as long as `self`.
        let _ = self.0.subscribe().wait_for(|held| !held.of(target)).await;
    }
}
