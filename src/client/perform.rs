//! Does what the core wants done.

use std::rc::Rc;

use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::AbortController;

use super::{Answer, Client};
use crate::{
    browser::{http, task},
    core::{
        Input, Output,
        exchange::Exchange,
        input::{CallId, Errand},
        ledger::{FlightId, Ledger},
        output::{Expect, Outcome, StoreWrite},
        secret::Secret,
    },
};

impl Client {
    pub(super) fn perform(self: &Rc<Self>, output: Output) {
        let Some(output) = self.hold(output) else { return };
        match output {
            Output::Send { call, token } => self.answers.give(call, Answer::Send(token)),
            Output::Settle { call, outcome } => self.answers.give(call, Answer::Settled(outcome)),
            Output::Exchange { flight, exchange } => self.exchange(flight, exchange),
            Output::Callback { flight, refresh_token } => self.call_back(flight, refresh_token),
            Output::CancelExchange { flight } => {
                let controller = self.exchanges.borrow_mut().remove(flight);
                if let Some(controller) = controller {
                    controller.abort();
                }
            }
            Output::Revoke { call, exchange } => self.revoke(call, exchange),
            Output::AcquireLock { flight } => match self.locks() {
                Some(locks) => locks.acquire(flight),
                // Nothing is shared: nobody else could hold it.
                None => self.feed(Input::LockGranted { flight }),
            },
            Output::StealLock { flight } => match self.locks() {
                Some(locks) => locks.steal(flight),
                None => self.feed(Input::LockGranted { flight }),
            },
            Output::ReleaseLock { flight } => {
                if let Some(locks) = self.locks() {
                    locks.release(flight);
                }
            }
            Output::ReadShared { errand } => self.read_shared(errand),
            Output::Swap { errand, expect, next, write } => self.swap(errand, expect, next, write),
            Output::Write(write) => self.store.write(&write),
            Output::Announce(message) => {
                if let Some(channel) = &*self.channel.borrow() {
                    channel.post(&message);
                }
            }
            Output::Event(_) | Output::Session(_) => {}
        }
    }

    fn locks(&self) -> Option<&crate::browser::locks::Locks> {
        self.locks.get().and_then(Option::as_ref)
    }

    fn read_shared(self: &Rc<Self>, errand: Errand) {
        let client = Rc::clone(self);
        task::spawn(async move {
            let ledger = client.book.read().await;
            client.notice_store();
            let record = client.store.read();
            client.feed(Input::SharedRead { errand, record, ledger });
        });
    }

    fn swap(
        self: &Rc<Self>,
        errand: Errand,
        expect: Expect,
        next: Ledger,
        write: Option<StoreWrite>,
    ) {
        let client = Rc::clone(self);
        task::spawn(async move {
            let swapped = {
                let put = || {
                    // A logout may have come since: asked at the last moment.
                    let wanted = client.with_core(|core| core.wants(errand));
                    if let Some(write) = write.as_ref().filter(|_| wanted) {
                        client.store.write(write);
                    }
                    wanted
                };
                client.book.swap(&expect, &next, put).await
            };
            let record = client.store.read();
            client.feed(Input::Swapped {
                errand,
                won: swapped.won,
                record,
                ledger: swapped.ledger,
            });
        });
    }

    fn exchange(self: &Rc<Self>, flight: FlightId, exchange: Exchange) {
        let controller = self.controller(flight);
        let client = Rc::clone(self);
        task::spawn(async move {
            let signal = controller.as_ref().map(AbortController::signal);
            let response = http::send(&exchange, &client.policy, signal.as_ref()).await;
            let reply = match response {
                Some(response) => http::read(&response, &client.policy).await,
                None => None,
            };
            client.exchanges.borrow_mut().remove(flight);
            client.feed(match reply {
                Some(reply) => Input::ExchangeReplied { flight, reply },
                None => Input::ExchangeFailed { flight },
            });
        });
    }

    fn controller(&self, flight: FlightId) -> Option<AbortController> {
        let controller = AbortController::new().ok()?;
        self.exchanges.borrow_mut().insert(flight, controller.clone());
        Some(controller)
    }

    /// The user's own refresh function.
    fn call_back(self: &Rc<Self>, flight: FlightId, refresh_token: Option<Secret>) {
        let controller = self.controller(flight);
        let client = Rc::clone(self);
        task::spawn(async move {
            let signal = controller.map_or(JsValue::UNDEFINED, |controller| {
                JsValue::from(controller.signal())
            });
            let result = match client.hooks.refresh(refresh_token.as_ref(), &signal) {
                Ok(promise) => JsFuture::from(promise).await,
                Err(error) => Err(error),
            };
            client.exchanges.borrow_mut().remove(flight);
            let input = match result {
                Ok(tokens) => match crate::bindings::tokens::brought(&tokens) {
                    Some(tokens) => Input::CallbackReturned { flight, tokens },
                    None => Input::CallbackThrew { flight, status: None },
                },
                Err(error) => Input::CallbackThrew {
                    flight,
                    status: crate::bindings::tokens::status_of(&error),
                },
            };
            client.feed(input);
        });
    }

    /// The logout call: best effort, and never longer than a refresh may take.
    fn revoke(self: &Rc<Self>, call: CallId, exchange: Exchange) {
        let client = Rc::clone(self);
        task::spawn(async move {
            let controller = AbortController::new().ok();
            let signal = controller.as_ref().map(AbortController::signal);
            let bound = crate::browser::timer::Delay::new(client.policy.refresh_timeout, move || {
                if let Some(controller) = controller {
                    controller.abort();
                }
            });
            drop(http::send(&exchange, &client.policy, signal.as_ref()).await);
            drop(bound);
            client.answers.give(call, Answer::Settled(Outcome::Done));
        });
    }
}
