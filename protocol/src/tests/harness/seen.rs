//! What a test sees of a tab.

use super::*;

impl Tab {
    pub(in crate::tests) fn outcome(&self, call: u32) -> Option<&Outcome> {
        self.settled
            .iter()
            .find(|(settled, _)| *settled == call)
            .map(|(_, outcome)| outcome)
    }

    pub(in crate::tests) fn fault(&self, call: u32) -> Option<Fault> {
        match self.outcome(call) {
            Some(Outcome::Fault(fault)) => Some(*fault),
            _ => None,
        }
    }

    /// The tokens a request was sent with.
    pub(in crate::tests) fn tokens_sent(&self, call: u32) -> Vec<&str> {
        self.sent
            .iter()
            .filter(|(sent, _)| *sent == call)
            .filter_map(|(_, token)| token.as_deref())
            .collect()
    }

    pub(in crate::tests) fn access(&self) -> Option<&str> {
        self.core.session().map(|session| access_of(&session.tokens))
    }

    pub(in crate::tests) fn told(&self, event: &Event) -> usize {
        self.events.iter().filter(|told| *told == event).count()
    }
}
