//! The calls that wait for the protocol: a oneshot tells each one how it ended, and another one when to send.

use std::cell::{Cell, RefCell};

use authflight_protocol::{input::CallId, output::Outcome, secret::Secret, sorted_map::SortedMap};
use futures::{
    channel::oneshot::{self, Receiver, Sender},
    future::pending,
};

/// An open call.
struct Open {
    settled: Sender<Outcome>,
    /// A request that waits to be sent.
    send: Option<Sender<Option<Secret>>>,
}

/// The open calls.
#[derive(Default)]
pub(super) struct WaitingCalls {
    last: Cell<u32>,
    open: RefCell<SortedMap<CallId, Open>>,
    /// How calls ended, or will end, whose requests the application still makes.
    announced: RefCell<SortedMap<CallId, Receiver<Outcome>>>,
}

impl WaitingCalls {
    /// An id that no other open call has.
    pub(super) fn next_call(&self) -> CallId {
        self.last.set(self.last.get().wrapping_add(1));
        CallId(self.last.get())
    }

    /// Opens a call, unless it was announced. The future resolves with its outcome.
    pub(super) fn open(&self, call: CallId) -> impl Future<Output = Outcome> + use<> {
        let announced = self.announced.borrow_mut().remove(call);
        receive(announced.unwrap_or_else(|| self.channel(call)))
    }

    /// Opens a call whose request the application still makes. [`Self::open`] follows, or [`Self::withdraw`].
    pub(super) fn announce(&self, call: CallId) {
        let outcome = self.channel(call);
        self.announced.borrow_mut().insert(call, outcome);
    }

    /// Whether it was announced, and has ended since.
    pub(super) fn ended_early(&self, call: CallId) -> bool {
        self.announced.borrow().get(call).is_some() && self.open.borrow().get(call).is_none()
    }

    fn channel(&self, call: CallId) -> Receiver<Outcome> {
        let (settled, outcome) = oneshot::channel();
        let send = None;
        self.open.borrow_mut().insert(call, Open { settled, send });
        outcome
    }

    /// Waits until the protocol says that the request is to be sent. Resolves with the token to send it with, if any.
    pub(super) fn next_send(&self, call: CallId) -> impl Future<Output = Option<Secret>> + use<> {
        let (send, token) = oneshot::channel();
        if let Some(open) = self.open.borrow_mut().get_mut(call) {
            open.send = Some(send);
        }
        receive(token)
    }

    /// Tells a request to send. Does nothing if it was cut off meanwhile.
    pub(super) fn send(&self, call: CallId, token: Option<Secret>) {
        let send = self
            .open
            .borrow_mut()
            .get_mut(call)
            .and_then(|open| open.send.take());
        if let Some(send) = send {
            let _ = send.send(token);
        }
    }

    /// Ends a call with this outcome.
    pub(super) fn settle(&self, call: CallId, outcome: Outcome) {
        if let Some(open) = self.close(call) {
            let _ = open.settled.send(outcome);
        }
    }

    /// Forgets a call that nobody waits for any more. Returns whether it was open.
    pub(super) fn withdraw(&self, call: CallId) -> bool {
        self.announced.borrow_mut().remove(call);
        self.close(call).is_some()
    }

    fn close(&self, call: CallId) -> Option<Open> {
        self.open.borrow_mut().remove(call)
    }
}

/// Waits for the value. If the sender is dropped, it waits indefinitely: the call ends in another way.
async fn receive<T>(receiver: Receiver<T>) -> T {
    match receiver.await {
        Ok(received) => received,
        Err(_) => pending().await,
    }
}
