//! Does what the core wants done.

use std::rc::Rc;

use web_sys::AbortSignal;

use super::{Client, News};
use crate::{
    bindings::tokens, browser::cutoff::Abort, browser::http, browser::ledger::Swap, browser::locks::Locks,
    browser::settled::settled,
};
use authflight_protocol::{
    Input, Output, exchange::Exchange, input::CallId, input::Errand, ledger::FlightId, ledger::Ledger,
    output::Expect, output::Outcome, output::StoreWrite, secret::Secret,
};

impl Client {
    pub(super) fn perform(self: &Rc<Self>, output: Output) {
        match output {
            Output::Send { call, token } => {
                // Cut off meanwhile: then the core hears of that next.
                if let Some(sending) = self.callers.request(call) {
                    self.send(&sending, token.as_ref());
                }
            }
            Output::Settle { call, outcome } => self.settle(call, outcome),
            Output::Exchange { flight, exchange } => self.exchange(flight, &exchange),
            Output::Callback {
                flight,
                refresh_token,
            } => self.call_back(flight, refresh_token.as_ref()),
            Output::CancelExchange { flight } => {
                if let Some(controller) = self.landed(flight) {
                    controller.abort();
                }
            }
            Output::Revoke { call, exchange } => self.revoke(call, &exchange),
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
            Output::Swap {
                errand,
                expect,
                next,
                write,
            } => self.swap(errand, expect, next, write),
            Output::Write(write) => self.store.write(&write),
            Output::Announce(message) => {
                if let Some(channel) = &*self.channel.borrow() {
                    channel.post(&message);
                }
            }
            Output::Event(event) => self.news.borrow_mut().push(News::Event(event)),
            Output::Session(snapshot) => self.news.borrow_mut().push(News::Session(snapshot)),
        }
    }

    fn locks(&self) -> Option<&Locks> {
        self.locks.get().and_then(Option::as_ref)
    }

    fn read_shared(self: &Rc<Self>, errand: Errand) {
        let client = Rc::clone(self);
        self.book.read(move |ledger| {
            client.notice_store();
            let record = client.store.read();
            client.feed(Input::SharedRead {
                errand,
                record,
                ledger,
            });
        });
    }

    fn swap(self: &Rc<Self>, errand: Errand, expect: Expect, next: Ledger, write: Option<StoreWrite>) {
        let client = Rc::clone(self);
        let write = {
            let client = Rc::clone(self);
            Box::new(move || {
                // A logout may have come since: asked at the last moment.
                let wanted = client.core.borrow().wants(errand);
                if let Some(write) = write.as_ref().filter(|_| wanted) {
                    client.store.write(write);
                }
                wanted
            })
        };
        self.book.swap(Swap { expect, next, write }, move |won, ledger| {
            let record = client.store.peek();
            client.feed(Input::Swapped {
                errand,
                won,
                record,
                ledger,
            });
            // What others have written meanwhile has been read, but not told of yet.
            client.notice_store();
        });
    }

    fn exchange(self: &Rc<Self>, flight: FlightId, exchange: &Exchange) {
        let header = exchange.headers.last().map(|(name, _)| name.clone());
        let url = exchange.url.clone();
        let client = Rc::clone(self);
        http::send(exchange, &self.policy, &self.signal(flight), move |reply| {
            let wanted = client.landed(flight).is_some();
            client.feed(match reply {
                Some(reply) => {
                    client.refresh_answered.set(true);
                    Input::ExchangeReplied { flight, reply }
                }
                None => {
                    if let Some(header) = header.filter(|_| wanted) {
                        client.unanswered(&client.refresh_answered, &header, url.reveal());
                    }
                    Input::ExchangeFailed { flight }
                }
            });
        });
    }

    /// What cuts the exchange of a flight off.
    fn signal(&self, flight: FlightId) -> AbortSignal {
        let controller = Abort::new();
        let signal = controller.signal();
        self.exchanges.borrow_mut().push((flight, controller));
        signal
    }

    /// The exchange of a flight is in the air no more. What would have cut it off, unless it was cut off.
    fn landed(&self, flight: FlightId) -> Option<Abort> {
        let mut exchanges = self.exchanges.borrow_mut();
        let at = exchanges.iter().position(|(other, _)| *other == flight)?;
        Some(exchanges.swap_remove(at).1)
    }

    /// The user's own refresh function.
    fn call_back(self: &Rc<Self>, flight: FlightId, refresh_token: Option<&Secret>) {
        let signal = self.signal(flight);
        let result = self.hooks.refresh(refresh_token.map(Secret::reveal), &signal);
        let client = Rc::clone(self);
        settled(&result, move |result, _| {
            client.landed(flight);
            client.feed(match tokens::brought(&result) {
                Some(tokens) => Input::CallbackReturned { flight, tokens },
                None => Input::CallbackThrew {
                    flight,
                    status: tokens::status(&result),
                },
            });
        });
    }

    /// The logout call: best effort, and never longer than a refresh may take.
    fn revoke(self: &Rc<Self>, call: CallId, exchange: &Exchange) {
        let client = Rc::clone(self);
        let limit = self.policy.refresh_timeout;
        http::send_within(exchange, &self.policy, limit, move |reply| {
            if reply.is_some_and(|reply| reply.redirect) {
                client.feed(Input::LogoutRedirected);
            }
            client.settle(call, Outcome::Done);
        });
    }
}
