//! The driver: browser events become the protocol's inputs, its outputs become browser calls.
//!
//! Invariant: the protocol is borrowed mutably only within [`Client::feed`]. The application's functions are called only
//! after the protocol has returned, so that they may call back into the client.

mod calls;
mod hint;
mod perform;
pub mod request;
mod route_hash;
pub mod session;
mod start;

use std::{
    cell::{Cell, OnceCell, RefCell},
    collections::VecDeque,
    rc::Rc,
    sync::Arc,
};

use authflight_protocol::{
    Core, Event, Input, Moment, Output,
    event::{Snapshot, Warning},
    output::Fault,
    policy::Policy,
};
use calls::WaitingCalls;
use wasm_bindgen::JsValue;

use crate::{
    browser::{
        channel::Channel,
        clock,
        global::Listening,
        ledger::LedgerStore,
        locks::Locks,
        store::{Noticed, Store},
        template::SentWith,
        timer::Timer,
    },
    exports::hooks::Hooks,
};

/// One client: the protocol's state, and the shells.
pub struct Client {
    core: RefCell<Core>,
    /// The configuration, shared with the protocol.
    pub policy: Arc<Policy>,
    /// What the configuration adds to every request.
    sent_with: SentWith,
    /// The application's side: listeners, errors, callbacks.
    pub hooks: Hooks,
    store: Rc<Store>,
    ledger_store: Rc<LedgerStore>,
    locks: OnceCell<Option<Locks>>,
    channel: RefCell<Option<Channel>>,
    timer: OnceCell<Timer>,
    listening: RefCell<Option<Listening>>,
    calls: WaitingCalls,
    /// The exchanges under way: one, or two after a flight was given up.
    exchanges: RefCell<Vec<perform::Exchange>>,
    last_exchange: Cell<u32>,
    /// What the most recent exchange threw: the protocol holds no JavaScript values. Undefined if it threw nothing.
    thrown: RefCell<JsValue>,
    /// Whether a flight was under way when the session was shown last.
    was_refreshing: Cell<bool>,
    /// Inputs that the protocol has not handled yet: a few at most.
    inputs: RefCell<VecDeque<Input>>,
    /// The protocol is handling one, or the session is not loaded yet: others wait.
    feeding: Cell<bool>,
    /// What the application is told once the protocol has returned.
    notices: RefCell<Vec<Notice>>,
    disposed: Cell<bool>,
    /// A request with the token was answered, or the warning about a missing reply was given.
    answered: Cell<bool>,
    /// The same for refreshes.
    refresh_answered: Cell<bool>,
}

/// Something for the application.
pub enum Notice {
    /// An event.
    Event(Event),
    /// `auth.session` has changed.
    Session(Snapshot),
}

impl Client {
    /// Gives an input to the protocol, carries out its outputs, and then tells the application. Inputs that arise meanwhile
    /// are queued: the protocol handles one at a time, and its outputs are drained in between.
    pub fn feed(self: &Rc<Self>, input: Input) {
        self.inputs.borrow_mut().push_back(input);
        if self.feeding.replace(true) {
            return;
        }
        let mut now = 0;
        while let Some(input) = self.next_input() {
            let moment = clock::moment();
            now = moment.now;
            if self.core.borrow().asks_for_sign(moment.now) {
                let at = self.store.kept_sign();
                self.handle(Input::SignKept { at }, moment);
            }
            if let Some((session, keeps_cookies)) = self.store.missing_cookie() {
                let missing = Input::CookieMissing {
                    session,
                    keeps_cookies,
                };
                self.handle(missing, moment);
            }
            self.handle(input, moment);
        }
        let (due, busy) = {
            let core = self.core.borrow();
            (core.next_wake(), core.is_refreshing())
        };
        // From here on an input is handled at once: a page's own timers may call back while they are set.
        self.feeding.set(false);
        if let Some(timer) = self.timer.get() {
            timer.arm(due, now, busy);
        }
        if self.disposed.get() && !busy {
            self.channel.take();
        }
        self.tell_application();
    }

    fn handle(self: &Rc<Self>, input: Input, moment: Moment) {
        self.core.borrow_mut().handle(input, moment);
        while let Some(output) = self.next_output() {
            self.perform(output);
        }
    }

    fn next_input(&self) -> Option<Input> {
        let failed = || self.store.take_failure().then_some(Input::StoreFailed);
        let met_other = || {
            Some(Input::StorageKeyShared {
                origin: self.store.take_other_origin()?,
            })
        };
        let next = self.inputs.borrow_mut().pop_front();
        next.or_else(failed).or_else(met_other)
    }

    fn next_output(&self) -> Option<Output> {
        self.core.borrow_mut().poll_output()
    }

    /// The session's snapshot goes first, so that a listener that reads `auth.session` finds what its event says.
    fn tell_application(&self) {
        loop {
            let notices = self.notices.take();
            if notices.is_empty() {
                return;
            }
            for sessions in [true, false] {
                for notice in &notices {
                    if matches!(notice, Notice::Session(_)) == sessions {
                        self.hooks.tell(notice, &self.thrown.borrow());
                    }
                }
            }
        }
    }

    /// The error for a fault. It holds the reply, if there is one.
    fn error(&self, fault: Fault, response: &JsValue) -> JsValue {
        self.hooks.fault_error(fault, response, &self.thrown.borrow())
    }

    /// Gives a warning that the driver itself has found.
    pub fn warn(&self, warning: Warning) {
        self.notices
            .borrow_mut()
            .push(Notice::Event(Event::Warning(warning)));
        if !self.feeding.get() {
            self.tell_application();
        }
    }

    /// Feeds the change if another tab or the application has changed the record (R23).
    pub fn notice_store(self: &Rc<Self>) {
        if let Some(noticed) = self.store.notice() {
            self.feed(match noticed {
                Noticed::Changed { before, after } => Input::StoreChanged { before, after },
                Noticed::Tombstone {
                    session,
                    reason,
                    action_no,
                } => Input::TombstoneFound {
                    session,
                    reason,
                    action_no,
                },
            });
        }
    }

    /// Disposes of everything. An exchange that is under way is still finished, so that its tokens are stored.
    pub fn dispose(self: &Rc<Self>) {
        if self.disposed.replace(true) {
            return;
        }
        self.listening.take();
        self.feed(Input::Disposed);
    }
}
