//! Who waits for which call, and hears when the core has decided about it.

use std::cell::{Cell, RefCell};

use futures::channel::oneshot;
use wasm_bindgen::JsValue;

use crate::core::{input::CallId, output::Outcome, secret::Secret, sorted_map::SortedMap};

/// What a call waits for.
#[derive(Debug)]
pub enum Answer {
    /// Send the request, with this token if there is one.
    Send(Option<Secret>),
    /// It is over.
    Settled(Outcome),
    /// The caller's signal or the timeout came first, for this reason.
    CutOff(JsValue),
}

/// The calls that wait for an answer.
#[derive(Default)]
pub(super) struct Answers {
    last: Cell<u32>,
    waiting: RefCell<SortedMap<CallId, oneshot::Sender<Answer>>>,
}

impl Answers {
    /// A name that no other open call has.
    pub(super) fn next_call(&self) -> CallId {
        self.last.set(self.last.get().wrapping_add(1));
        CallId(self.last.get())
    }

    /// The next answer to a call.
    pub(super) fn expect(&self, call: CallId) -> oneshot::Receiver<Answer> {
        let (sender, receiver) = oneshot::channel();
        self.waiting.borrow_mut().insert(call, sender);
        receiver
    }

    /// Answers a call; nobody may be waiting any more.
    pub(super) fn give(&self, call: CallId, answer: Answer) {
        let sender = self.waiting.borrow_mut().remove(call);
        if let Some(sender) = sender {
            drop(sender.send(answer));
        }
    }

    /// Nobody waits for this call any more.
    pub(super) fn forget(&self, call: CallId) {
        self.waiting.borrow_mut().remove(call);
    }
}
