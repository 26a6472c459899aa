//! Carries out the protocol's outputs.

use std::{future::ready, rc::Rc};

use authflight_protocol::{
    Input, Output,
    input::{CallId, ReadPurpose, SwapPurpose},
    ledger::{FlightId, Ledger},
    output::{Expect, StoreWrite},
    own_request::OwnRequest,
    secret::Secret,
};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::AbortSignal;

use super::{Client, Notice};
use crate::{
    browser::{
        cutoff::Abort,
        http::{self, NoReply},
        ledger::Swap,
        locks::Locks,
        task::{settled, spawn},
    },
    exports::{hooks::CallbackFailure, tokens},
};

/// An exchange under way.
pub(super) struct Exchange {
    number: u32,
    flight: FlightId,
    /// Cuts it off.
    abort: Abort,
}

impl Client {
    pub(super) fn perform(self: &Rc<Self>, output: Output) {
        match output {
            Output::Send { call, token } => self.calls.send(call, token),
            Output::Settle { call, outcome } => self.calls.settle(call, outcome),
            Output::Exchange { flight, request } => {
                spawn(Rc::clone(self).exchange(flight, request));
            }
            Output::Callback {
                flight,
                access_token,
                refresh_token,
            } => spawn(Rc::clone(self).call_refresh_callback(flight, access_token, refresh_token)),
            Output::CancelExchange { flight, timed_out } => {
                if timed_out {
                    self.thrown.replace(self.hooks.timed_out());
                }
                self.cancel_exchange(flight);
            }
            Output::CallLogout { call, request, limit } => {
                spawn(Rc::clone(self).call_logout(call, request, limit));
            }
            Output::LogoutCallback {
                call,
                access_token,
                refresh_token,
                limit,
            } => spawn(Rc::clone(self).call_logout_callback(call, access_token, refresh_token, limit)),
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
            Output::KeepSign { at } => self.store.keep_sign(at),
            Output::Broadcast(message) => {
                if let Some(channel) = &*self.channel.borrow() {
                    channel.post(&message);
                }
            }
            Output::Event(event) => self.notices.borrow_mut().push(Notice::Event(event)),
            Output::Session(snapshot) => {
                let had_begun = self.was_refreshing.replace(snapshot.refreshing);
                if snapshot.refreshing && !had_begun {
                    // What an earlier flight has thrown says nothing of this one.
                    self.thrown.replace(JsValue::UNDEFINED);
                }
                self.notices.borrow_mut().push(Notice::Session(snapshot));
            }
        }
    }

    fn locks(&self) -> Option<&Locks> {
        self.locks.get().and_then(Option::as_ref)
    }

    async fn read_shared(self: Rc<Self>, purpose: ReadPurpose) {
        let ledger = self.ledger_store.read().await;
        self.notice_store();
        let record = self.store.read();
        self.feed(Input::SharedRead {
            purpose,
            record,
            ledger,
        });
    }

    async fn swap(
        self: Rc<Self>,
        purpose: SwapPurpose,
        expect: Expect,
        next: Ledger,
        write: Option<StoreWrite>,
    ) {
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

    async fn exchange(self: Rc<Self>, flight: FlightId, request: OwnRequest) {
        let (number, signal) = self.begin_exchange(flight);
        let headers = self.hooks.headers_for("refresh");
        let reply = http::send(&request, &self.policy, headers, &signal).await;
        if !self.finish_exchange(number) {
            return;
        }
        self.feed(match reply {
            Ok(facts) => {
                self.refresh_answered.set(true);
                let reply = http::reply_of(&facts, &self.policy);
                Input::ExchangeReplied { flight, reply }
            }
            Err(NoReply {
                cause,
                sent,
                unanswered,
            }) => {
                self.thrown.replace(cause);
                if let Some((header, _)) = request.headers.last().filter(|_| unanswered) {
                    self.hint_preflight(&self.refresh_answered, header, request.url.reveal());
                }
                Input::ExchangeFailed { flight, sent }
            }
        });
    }

    /// Registers an exchange. Returns its number and the signal that cuts it off.
    fn begin_exchange(&self, flight: FlightId) -> (u32, AbortSignal) {
        let number = self.last_exchange.get().wrapping_add(1);
        self.last_exchange.set(number);
        self.thrown.replace(JsValue::UNDEFINED);
        let abort = Abort::new();
        let signal = abort.signal();
        self.exchanges.borrow_mut().push(Exchange {
            number,
            flight,
            abort,
        });
        (number, signal)
    }

    /// The exchange has ended. Whether it was still wanted: one that was cancelled counted as failed then, and its flight
    /// may have the next one under way, which what comes late says nothing of.
    fn finish_exchange(&self, number: u32) -> bool {
        let mut exchanges = self.exchanges.borrow_mut();
        let before = exchanges.len();
        exchanges.retain(|exchange| exchange.number != number);
        exchanges.len() < before
    }

    fn cancel_exchange(&self, flight: FlightId) {
        let cancelled = {
            let mut exchanges = self.exchanges.borrow_mut();
            let at = exchanges.iter().position(|exchange| exchange.flight == flight);
            at.map(|at| exchanges.swap_remove(at))
        };
        if let Some(exchange) = cancelled {
            exchange.abort.abort();
        }
    }

    /// Makes the exchange by the application's own refresh function.
    async fn call_refresh_callback(
        self: Rc<Self>,
        flight: FlightId,
        access_token: Option<Secret>,
        refresh_token: Option<Secret>,
    ) {
        let (number, signal) = self.begin_exchange(flight);
        let [access, refresh] =
            [&access_token, &refresh_token].map(|token| token.as_ref().map(Secret::reveal));
        let result = self.hooks.refresh(access, refresh, &signal);
        let result = settled(&result).await;
        if !self.finish_exchange(number) {
            return;
        }
        let input = match result {
            Ok(result) => tokens::read_set(&result).map(|tokens| Input::CallbackReturned { flight, tokens }),
            // The function was dropped without a call.
            Err(failure) if failure.is_undefined() => None,
            Err(failure) => {
                let failure: CallbackFailure = failure.unchecked_into();
                self.thrown.replace(failure.cause());
                Some(Input::CallbackThrew {
                    flight,
                    status: failure.status(),
                    is_document: failure.is_document(),
                })
            }
        };
        self.feed(input.unwrap_or(Input::CallbackThrew {
            flight,
            status: None,
            is_document: false,
        }));
    }

    /// Calls the logout endpoint, for at most `limit` ms.
    async fn call_logout(self: Rc<Self>, call: CallId, request: OwnRequest, limit: i64) {
        let headers = self.hooks.headers_for("logout");
        let facts = http::send_within(limit, &request, &self.policy, headers).await;
        let (reply, expired) = match facts {
            Some(facts) => {
                let reply = http::reply_of(&facts, &self.policy);
                let whole = facts.reply();
                let expired = self.is_expired_answer(reply.status, &whole, ready(facts.body()));
                let expired = expired.await;
                (Some(reply), expired)
            }
            None => (None, false),
        };
        self.feed(Input::LogoutReplied { call, reply, expired });
    }

    /// Calls the application's own logout function, and waits for at most `limit` ms.
    async fn call_logout_callback(
        self: Rc<Self>,
        call: CallId,
        access_token: Option<Secret>,
        refresh_token: Option<Secret>,
        limit: i64,
    ) {
        let abort = Abort::new();
        let [access, refresh] =
            [&access_token, &refresh_token].map(|token| token.as_ref().map(Secret::reveal));
        let called = self.hooks.logout(access, refresh, &abort.signal());
        let outcome = match http::within(limit, &abort, settled(&called)).await {
            Some(Ok(_)) => Ok(()),
            Some(Err(failure)) if !failure.is_undefined() => {
                Err(failure.unchecked_into::<CallbackFailure>().status())
            }
            _ => Err(None),
        };
        self.feed(Input::LogoutReturned { call, outcome });
    }
}
