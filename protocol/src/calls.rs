//! The open calls.
//!
//! Invariant: a request is in here from `Announced` or `Requested` until it is settled or withdrawn, with the session it was made in and
//! the generation it was last sent with. It is sent at most twice (I4), and never with another session's token (I3).

use super::{
    input::CallId,
    notices::Asked,
    session::{Session, SessionId},
    sorted_map::SortedMap,
};

/// A request, from its making to its settling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Request {
    /// The session it was made in; `None` if nobody was signed in.
    session: Option<SessionId>,
    /// The generation it was last sent with.
    generation: u32,
    /// How often it was sent.
    sends: u8,
    /// A hash of where it goes; 0 if unknown.
    route_hash: u64,
    /// How often a login had been asked for when it was made.
    asked: Asked,
    /// What it waits for.
    phase: Phase,
}

/// What a request waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Phase {
    /// The application, which still makes it.
    Announced,
    /// Its own body, which is still being read.
    Preparing,
    /// The reply.
    Sent,
    /// The flight.
    Waiting,
}

impl Request {
    /// The session it was made in; `None` if nobody was signed in.
    pub(super) fn session(self) -> Option<SessionId> {
        self.session
    }

    /// A hash of where it goes; 0 if unknown.
    pub(super) fn route_hash(self) -> u64 {
        self.route_hash
    }

    /// How often a login had been asked for when it was made.
    pub(super) fn asked(self) -> Asked {
        self.asked
    }

    /// Whether the application still makes it.
    pub(super) fn is_announced(self) -> bool {
        self.phase == Phase::Announced
    }

    /// Whether its body is still being read.
    pub(super) fn is_preparing(self) -> bool {
        self.phase == Phase::Preparing
    }

    /// Whether it waits for the flight.
    fn is_waiting(self) -> bool {
        self.phase == Phase::Waiting
    }

    /// Whether it was sent at all.
    pub(super) fn was_sent(self) -> bool {
        self.sends > 0
    }

    /// Whether it was sent a second time, which is the last (I4).
    pub(super) fn was_replayed(self) -> bool {
        self.sends > 1
    }

    /// Whether the tokens it was last sent with are those of this session and generation.
    pub(super) fn is_current_in(self, session: &Session) -> bool {
        self.session == Some(session.id) && self.generation == session.generation
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
    /// Sorted, too. They leave together.
    waiters: Vec<(CallId, Waiter)>,
    waiting: u32,
}

impl Calls {
    pub(super) fn request(&self, call: CallId) -> Option<Request> {
        self.requests.get(call).copied()
    }

    pub(super) fn open(&mut self, call: CallId, session: Option<SessionId>, route_hash: u64, asked: Asked) {
        self.insert(call, session, route_hash, asked, Phase::Preparing);
    }

    /// Opens a call whose request the application still makes.
    pub(super) fn announce(&mut self, call: CallId, session: SessionId, asked: Asked) {
        self.insert(call, Some(session), 0, asked, Phase::Announced);
    }

    /// The request of an announced call is made. Returns whether there is such a call.
    pub(super) fn request_announced(&mut self, call: CallId, route_hash: u64) -> bool {
        let announced = self
            .requests
            .get_mut(call)
            .filter(|request| request.is_announced());
        let Some(request) = announced else { return false };
        request.route_hash = route_hash;
        request.phase = Phase::Preparing;
        true
    }

    fn insert(
        &mut self,
        call: CallId,
        session: Option<SessionId>,
        route_hash: u64,
        asked: Asked,
        phase: Phase,
    ) {
        let request = Request {
            session,
            generation: 0,
            sends: 0,
            route_hash,
            asked,
            phase,
        };
        if let Some(before) = self.requests.insert(call, request) {
            self.waiting -= u32::from(before.is_waiting());
        }
    }

    /// Notes that nobody was signed in when the call was made. One that is only announced belongs to no session then.
    pub(super) fn made_signed_out(&mut self, call: CallId) {
        match self.requests.get_mut(call) {
            Some(request) if request.is_announced() => self.close(call),
            Some(request) => request.session = None,
            None => {}
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
        match self.waiter(call) {
            Ok(at) => self.waiters[at].1 = waiter,
            Err(at) => self.waiters.insert(at, (call, waiter)),
        }
    }

    fn waiter(&self, call: CallId) -> Result<usize, usize> {
        self.waiters.binary_search_by_key(&call, |(waiter, _)| *waiter)
    }

    /// Forgets a call.
    pub(super) fn close(&mut self, call: CallId) {
        if let Some(request) = self.requests.remove(call) {
            self.waiting -= u32::from(request.is_waiting());
        }
        if let Ok(at) = self.waiter(call) {
            self.waiters.remove(at);
        }
    }

    /// The requests that wait for the flight, oldest first.
    pub(super) fn waiting(&self) -> Vec<CallId> {
        self.filtered(Request::is_waiting)
    }

    /// The requests that wait for the flight, for their own body, or for the application.
    pub(super) fn not_awaiting_reply(&self) -> Vec<CallId> {
        self.filtered(|request| request.phase != Phase::Sent)
    }

    fn filtered(&self, keep: fn(Request) -> bool) -> Vec<CallId> {
        let requests = self.requests.entries();
        requests
            .filter(|(_, request)| keep(**request))
            .map(|(call, _)| call)
            .collect()
    }

    /// All open calls.
    pub(super) fn all(&self) -> Vec<CallId> {
        let requests = self.requests.entries().map(|(call, _)| call);
        let waiters = self.waiters.iter().map(|(call, _)| *call);
        requests.chain(waiters).collect()
    }

    pub(super) fn take_waiters(&mut self) -> Vec<(CallId, Waiter)> {
        std::mem::take(&mut self.waiters)
    }

    /// How many requests wait for the flight.
    pub(super) fn pending(&self) -> u32 {
        self.waiting
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CALL: CallId = CallId(1);

    fn calls() -> Calls {
        let mut calls = Calls::default();
        calls.open(CALL, Some(SessionId(7)), 0, 0);
        calls
    }

    #[test]
    fn a_request_is_prepared_then_sent_then_replayed() {
        let mut calls = calls();
        let request = |calls: &Calls| calls.request(CALL).expect("an open request");
        assert!(request(&calls).is_preparing() && !request(&calls).was_sent());
        calls.sent(CALL, 1);
        assert!(request(&calls).was_sent() && !request(&calls).was_replayed());
        calls.wait(CALL);
        calls.sent(CALL, 2);
        assert!(request(&calls).was_replayed() && !request(&calls).is_preparing());
    }

    #[test]
    fn what_waits_for_the_flight_is_counted_once() {
        let mut calls = calls();
        calls.wait(CALL);
        calls.wait(CALL);
        assert_eq!((calls.pending(), calls.waiting()), (1, vec![CALL]));
        calls.open(CALL, None, 0, 0);
        assert_eq!(calls.pending(), 0, "the id was taken again");
        calls.wait(CALL);
        calls.close(CALL);
        calls.close(CALL);
        assert_eq!((calls.pending(), calls.all()), (0, Vec::new()));
    }

    #[test]
    fn a_session_that_ends_rejects_all_but_what_is_unanswered() {
        let mut calls = calls();
        for call in [CallId(2), CallId(3)] {
            calls.open(call, Some(SessionId(7)), 0, 0);
            calls.sent(call, 1);
        }
        calls.wait(CallId(3));
        assert_eq!(calls.not_awaiting_reply(), [CALL, CallId(3)]);
    }
}
