//! The open calls.
//!
//! Invariant: a request is in here from `Requested` until it is settled or withdrawn, with the session it was made in and
//! the generation it was last sent with. It is sent at most twice (I4), and never with another session's token (I3).

use super::{input::CallId, session::SessionId, sorted_map::SortedMap};

/// A request, from its making to its settling.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Request {
    /// The session it was made in; `None` if nobody was signed in.
    pub(super) session: Option<SessionId>,
    /// The generation it was last sent with.
    pub(super) generation: u32,
    /// How often it was sent.
    pub(super) sends: u8,
    /// A hash of where it goes; 0 if unknown.
    pub(super) endpoint: u64,
    /// What it waits for.
    pub(super) phase: Phase,
}

/// What a request waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Phase {
    /// Its own body, which is still being read.
    Preparing,
    /// The reply.
    Sent,
    /// The flight.
    Waiting,
}

impl Request {
    fn is_waiting(&self) -> bool {
        self.phase == Phase::Waiting
    }
}

/// A call that waits for the flight and is no request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Waiter {
    /// `getAccessToken()`.
    Token,
    /// `refresh()`.
    Refresh,
}

/// The open calls, in the order they came.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Calls {
    requests: SortedMap<CallId, Request>,
    waiters: SortedMap<CallId, Waiter>,
    waiting: u32,
}

impl Calls {
    pub(super) fn request(&self, call: CallId) -> Option<&Request> {
        self.requests.get(call)
    }

    pub(super) fn open(&mut self, call: CallId, session: Option<SessionId>, endpoint: u64) {
        let request = Request {
            session,
            generation: 0,
            sends: 0,
            endpoint,
            phase: Phase::Preparing,
        };
        if let Some(before) = self.requests.insert(call, request) {
            self.waiting -= u32::from(before.is_waiting());
        }
    }

    /// Notes that the request is sent now.
    pub(super) fn sent(&mut self, call: CallId, generation: u32) {
        if let Some(request) = self.requests.get_mut(call) {
            self.waiting -= u32::from(request.is_waiting());
            request.phase = Phase::Sent;
            request.generation = generation;
            request.sends = request.sends.saturating_add(1);
        }
    }

    /// Lets the request wait for the flight.
    pub(super) fn wait(&mut self, call: CallId) {
        if let Some(request) = self.requests.get_mut(call) {
            self.waiting += u32::from(!request.is_waiting());
            request.phase = Phase::Waiting;
        }
    }

    pub(super) fn add_waiter(&mut self, call: CallId, waiter: Waiter) {
        self.waiters.insert(call, waiter);
    }

    /// Forgets a call.
    pub(super) fn close(&mut self, call: CallId) {
        if let Some(request) = self.requests.remove(call) {
            self.waiting -= u32::from(request.is_waiting());
        }
        self.waiters.remove(call);
    }

    /// The requests that wait for the flight, oldest first.
    pub(super) fn waiting(&self) -> Vec<CallId> {
        self.filtered(Request::is_waiting)
    }

    /// The requests that wait for the flight or for their own body.
    pub(super) fn not_awaiting_reply(&self) -> Vec<CallId> {
        self.filtered(|request| request.phase != Phase::Sent)
    }

    fn filtered(&self, keep: impl Fn(&Request) -> bool) -> Vec<CallId> {
        let requests = self.requests.entries().iter();
        requests
            .filter(|(_, request)| keep(request))
            .map(|(call, _)| *call)
            .collect()
    }

    /// All open calls.
    pub(super) fn all(&self) -> Vec<CallId> {
        let requests = self.requests.entries().iter().map(|(call, _)| *call);
        let waiters = self.waiters.entries().iter().map(|(call, _)| *call);
        requests.chain(waiters).collect()
    }

    pub(super) fn take_waiters(&mut self) -> Vec<(CallId, Waiter)> {
        std::mem::take(&mut self.waiters).into_entries()
    }

    /// How many requests wait for the flight.
    pub(super) fn pending(&self) -> u32 {
        self.waiting
    }
}
