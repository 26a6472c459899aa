//! Gates that tests close and open, so that they order events without sleeping.

use tokio::sync::watch;

use crate::target::{PerTarget, Target};

/// The kinds of calls that are held.
#[derive(Debug)]
pub struct Holds(watch::Sender<PerTarget<bool>>);

impl Default for Holds {
    fn default() -> Self {
        Self(watch::Sender::new(PerTarget::default()))
    }
}

impl Holds {
    /// From now on, calls of this kind wait.
    pub fn hold(&self, target: Target) {
        self.0.send_modify(|held| *held.of_mut(target) = true);
    }

    /// Resumes the waiting calls of this kind; later ones pass.
    pub fn release(&self, target: Target) {
        self.0.send_modify(|held| *held.of_mut(target) = false);
    }

    /// Releases all kinds.
    pub fn release_all(&self) {
        self.0.send_modify(|held| *held = PerTarget::default());
    }

    /// Returns once calls of this kind are not held.
    pub async fn pass(&self, target: Target) {
        // It fails only if the sender is dropped, and the sender lives as long as `self`.
        let _ = self.0.subscribe().wait_for(|held| !held.of(target)).await;
    }
}
