//! Ordered failures of the next calls of a kind.

use std::collections::VecDeque;

use parking_lot::Mutex;
use serde::Deserialize;
use tokio::sync::watch;

use crate::target::{PerTarget, Target};

/// What a failing call does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// Replies a status, without processing.
    Status {
        /// The status.
        status: u16,
        /// Seconds for `Retry-After`.
        retry_after: Option<u64>,
    },
    /// Closes the connection without processing and without a reply.
    Drop,
    /// Processes the call, then closes the connection without a reply: the lost reply.
    DropAfter,
    /// Never replies.
    Hang,
    /// Replies 200 with an HTML page, as captive portals do, without processing.
    Html,
}

impl Failure {
    const fn breaks_the_connection(self) -> bool {
        matches!(self, Self::Drop | Self::DropAfter)
    }
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Kind {
    Status,
    Drop,
    DropAfter,
    Hang,
    Html,
}

/// An order for failures, as it comes in JSON.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FailureOrder {
    target: Target,
    kind: Kind,
    status: Option<u16>,
    retry_after: Option<u64>,
    #[serde(default = "once")]
    times: u32,
}

const fn once() -> u32 {
    1
}

/// Why an order was refused.
#[derive(Debug, thiserror::Error)]
pub enum FailureOrderError {
    /// `kind: "status"` without a status.
    #[error("status: needed with kind \"status\"")]
    StatusMissing,
    /// A status that no reply may carry.
    #[error("status: expected a number from 200 to 599")]
    StatusOutOfRange,
}

impl FailureOrder {
    fn failure(&self) -> Result<Failure, FailureOrderError> {
        Ok(match self.kind {
            Kind::Status => {
                let status = self.status.ok_or(FailureOrderError::StatusMissing)?;
                if !(200..600).contains(&status) {
                    return Err(FailureOrderError::StatusOutOfRange);
                }
                Failure::Status {
                    status,
                    retry_after: self.retry_after,
                }
            }
            Kind::Drop => Failure::Drop,
            Kind::DropAfter => Failure::DropAfter,
            Kind::Hang => Failure::Hang,
            Kind::Html => Failure::Html,
        })
    }
}

/// The failures still to come, in the order in which they were ordered.
#[derive(Debug, Default)]
pub struct Failures {
    armed: Mutex<PerTarget<VecDeque<(Failure, u32)>>>,
    breaking: watch::Sender<()>,
}

impl Failures {
    /// Accepts an order.
    ///
    /// # Errors
    /// When the order is invalid.
    pub fn arm(&self, order: &FailureOrder) -> Result<(), FailureOrderError> {
        let failure = order.failure()?;
        if order.times > 0 {
            self.armed
                .lock()
                .of_mut(order.target)
                .push_back((failure, order.times));
            if failure.breaks_the_connection() {
                self.breaking.send_replace(());
            }
        }
        Ok(())
    }

    /// Takes the failure for the present call, if there is one.
    pub fn take(&self, target: Target) -> Option<Failure> {
        let mut armed = self.armed.lock();
        let queue = armed.of_mut(target);
        let (failure, left) = queue.front_mut()?;
        let failure = *failure;
        *left -= 1;
        if *left == 0 {
            queue.pop_front();
        }
        Some(failure)
    }

    /// Whether an order to break a connection is open. No connection is kept alive then; see [`crate::serve`].
    pub fn will_break_a_connection(&self) -> bool {
        let armed = self.armed.lock();
        Target::ALL.iter().any(|target| {
            armed
                .of(*target)
                .iter()
                .any(|(failure, _)| failure.breaks_the_connection())
        })
    }

    /// Changes whenever an order to break a connection arrives.
    pub fn breaking_ordered(&self) -> watch::Receiver<()> {
        self.breaking.subscribe()
    }

    /// Cancels all orders.
    pub fn clear(&self) {
        *self.armed.lock() = PerTarget::default();
    }
}
