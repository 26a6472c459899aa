//! Carries out the protocol's outputs.

use std::rc::Rc;

use authflight_protocol::{
    Input, Output,
    exchange::TokenRequest,
    input::{CallId, Purpose},
    ledger::{FlightId, Ledger},
    output::{Expect, Outcome, StoreWrite},
    secret::Secret,
};
use web_sys::AbortSignal;

use super::{Client, Notice};
use crate::{
    browser::{
        cutoff::Abort,
        http,
        ledger::Swap,
        locks::Locks,
        task::{settled, spawn},
    },
    exports::tokens,
};

impl Client {
    pub(super) fn perform(self: &Rc<Self>, output: Output) {
        match output {
            Output::Send { call, token } => self.calls.send(call, token),
            Output::Settle { call, outcome } => self.calls.settle(call, outcome),
            Output::Exchange { flight, exchange } => {
                spawn(Rc::clone(self).exchange(flight, exchange));
            }
            Output::Callback {
                flight,
                refresh_token,
            } => spawn(Rc::clone(self).call_refresh_callback(flight, refresh_token)),
            Output::CancelExchange { flight } => {
                if let Some(controller) = self.finish_exchange(flight) {
                    controller.abort();
                }
            }
            Output::CallLogout { call, exchange } => spawn(Rc::clone(self).call_logout(call, exchange)),
            Output::AcquireLock { flight } => match self.locks() {
                Some(locks) => locks.acquire(flight),
                // Nothing is shared, so nobody else could hold the lock.
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
            Output::ReadShared { purpose } => spawn(Rc::clone(self).read_shared(purpose)),
            Output::Swap {
                purpose,
                expect,
                next,
                write,
            } => spawn(Rc::clone(self).swap(purpose, expect, next, write)),
            Output::Write(write) => self.store.write(&write),
            Output::Broadcast(message) => {
                if let Some(channel) = &*self.channel.borrow() {
                    channel.post(&message);
                }
            }
            Output::Event(event) => self.notices.borrow_mut().push(Notice::Event(event)),
            Output::Session(snapshot) => self.notices.borrow_mut().push(Notice::Session(snapshot)),
        }
    }

    fn locks(&self) -> Option<&Locks> {
        self.locks.get().and_then(Option::as_ref)
    }

    async fn read_shared(self: Rc<Self>, purpose: Purpose) {
        let ledger = self.ledger_store.read().await;
        self.notice_store();
        let record = self.store.read();
        self.feed(Input::SharedRead {
            purpose,
            record,
            ledger,
        });
    }

    async fn swap(self: Rc<Self>, purpose: Purpose, expect: Expect, next: Ledger, write: Option<StoreWrite>) {
        let write = {
            let client = Rc::clone(&self);
            Box::new(move || {
                // A logout may have come since, so this is asked at the last moment.
                let wanted = client.core.borrow().wants(purpose);
                if let Some(write) = write.as_ref().filter(|_| wanted) {
                    client.store.write(write);
                }
                wanted
            })
        };
        let (won, ledger) = self.ledger_store.swap(Swap { expect, next, write }).await;
        let record = self.store.peek();
        self.feed(Input::Swapped {
            purpose,
            won,
            record,
            ledger,
        });
        // What others have written meanwhile was read above, but the protocol has not been told of the change.
        self.notice_store();
    }

    async fn exchange(self: Rc<Self>, flight: FlightId, exchange: TokenRequest) {
        let signal = self.signal(flight);
        let reply = http::send(&exchange, &self.policy, &signal).await;
        let wanted = self.finish_exchange(flight).is_some();
        self.feed(match reply {
            Some(reply) => {
                self.refresh_answered.set(true);
                Input::ExchangeReplied { flight, reply }
            }
            None => {
                if let Some((header, _)) = exchange.headers.last().filter(|_| wanted) {
                    self.hint_preflight(&self.refresh_answered, header, exchange.url.reveal());
                }
                Input::ExchangeFailed { flight }
            }
        });
    }

    /// Registers the exchange of a flight. Returns the signal that cuts it off.
    fn signal(&self, flight: FlightId) -> AbortSignal {
        let controller = Abort::new();
        let signal = controller.signal();
        self.exchanges.borrow_mut().push((flight, controller));
        signal
    }

    /// The exchange of a flight is no longer under way. Returns what cuts it off, or `None` if it was cut off.
    fn finish_exchange(&self, flight: FlightId) -> Option<Abort> {
        let mut exchanges = self.exchanges.borrow_mut();
        let at = exchanges.iter().position(|(other, _)| *other == flight)?;
        Some(exchanges.swap_remove(at).1)
    }

    /// Makes the exchange by the application's own refresh function.
    async fn call_refresh_callback(self: Rc<Self>, flight: FlightId, refresh_token: Option<Secret>) {
        let signal = self.signal(flight);
        let result = self
            .hooks
            .refresh(refresh_token.as_ref().map(Secret::reveal), &signal);
        let result = settled(&result).await.unwrap_or_default();
        self.finish_exchange(flight);
        self.feed(match tokens::brought(&result) {
            Some(tokens) => Input::CallbackReturned { flight, tokens },
            None => Input::CallbackThrew {
                flight,
                status: tokens::status(&result),
            },
        });
    }

    /// Calls the logout endpoint: best effort, and never longer than a refresh may take.
    async fn call_logout(self: Rc<Self>, call: CallId, exchange: TokenRequest) {
        let reply = http::send_within(self.policy.refresh_timeout, &exchange, &self.policy).await;
        if reply.is_some_and(|reply| reply.redirect) {
            self.feed(Input::LogoutRedirected);
        }
        self.calls.settle(call, Outcome::Done);
    }
}
