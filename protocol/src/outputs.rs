//! The outputs that wait until the driver drains them.

use std::collections::VecDeque;

use super::{
    input::CallId,
    output::{Outcome, Output},
    secret::Secret,
};

/// With less room than for this many outputs the queue keeps it.
const ROOM: usize = 32;

/// A queue of outputs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Outputs(VecDeque<Queued>);

/// An output in the queue. When a flight ends, there is one for each request that has waited, and those are small. The
/// others are few and ten times as large, so they are boxed.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Queued {
    Send { call: CallId, token: Option<Secret> },
    Settle { call: CallId, outcome: Outcome },
    Other(Box<Output>),
}

impl Outputs {
    pub(super) fn push(&mut self, output: Output) {
        self.0.push_back(match output {
            Output::Send { call, token } => Queued::Send { call, token },
            Output::Settle { call, outcome } => Queued::Settle { call, outcome },
            other => Queued::Other(Box::new(other)),
        });
    }

    /// The oldest output. The queue gives its room back once it is empty.
    pub(super) fn pop(&mut self) -> Option<Output> {
        let next = self.0.pop_front();
        if next.is_none() && self.0.capacity() > ROOM {
            self.0 = VecDeque::new();
        }
        Some(match next? {
            Queued::Send { call, token } => Output::Send { call, token },
            Queued::Settle { call, outcome } => Output::Settle { call, outcome },
            Queued::Other(output) => *output,
        })
    }

    /// Drops what the application would be told.
    pub(super) fn drop_notices(&mut self) {
        self.0.retain(|queued| match queued {
            Queued::Other(output) => !matches!(**output, Output::Event(_) | Output::Session(_)),
            _ => true,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_storm_takes_little_room_and_gives_it_back() {
        assert!(size_of::<Queued>() <= 32, "{}", size_of::<Queued>());
        let mut outputs = Outputs::default();
        for call in (0..10_000).map(CallId) {
            outputs.push(Output::Send { call, token: None });
        }
        for call in (0..10_000).map(CallId) {
            assert_eq!(outputs.pop(), Some(Output::Send { call, token: None }));
        }
        assert_eq!(outputs.pop(), None);
        assert!(outputs.0.capacity() <= ROOM);
    }
}
