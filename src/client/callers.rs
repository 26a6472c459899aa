//! Who waits for which call.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::dispatch::Sending;
use crate::browser::settled::Deferred;
use authflight_protocol::{input::CallId, sorted_map::SortedMap};

/// Who waits for a call.
pub(super) enum Caller {
    /// A request on its way.
    Request(Rc<Sending>),
    /// Something that is no request: its promise.
    Inquiry(Deferred),
}

/// The open calls. Whoever takes a call out settles its promise, so that this happens once.
#[derive(Default)]
pub(super) struct Callers {
    last: Cell<u32>,
    open: RefCell<SortedMap<CallId, Caller>>,
}

impl Callers {
    /// A name that no other open call has.
    pub(super) fn next_call(&self) -> CallId {
        self.last.set(self.last.get().wrapping_add(1));
        CallId(self.last.get())
    }

    pub(super) fn open(&self, call: CallId, caller: Caller) {
        self.open.borrow_mut().insert(call, caller);
    }

    /// The request of this name, while it is open.
    pub(super) fn request(&self, call: CallId) -> Option<Rc<Sending>> {
        match self.open.borrow().get(call)? {
            Caller::Request(sending) => Some(Rc::clone(sending)),
            Caller::Inquiry(_) => None,
        }
    }

    pub(super) fn close(&self, call: CallId) -> Option<Caller> {
        self.open.borrow_mut().remove(call)
    }
}
