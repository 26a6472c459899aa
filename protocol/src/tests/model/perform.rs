//! What a core wants, done as a browser would do it; each rule that is about a step is checked
//! here.

use super::{
    server::{Family, Token},
    tab::{Exchange, Operation, Stored},
    world::{Broken, Holder, World},
};
use crate::{
    Event, Output,
    event::{LoginReason, SignedOutBy},
    exchange::{self, TokenRequestBody},
    output::StoreWrite,
    value::Value,
};

impl World {
    pub(super) fn perform(&mut self, index: usize, family: Option<u8>, output: Output) {
        match output {
            Output::Send { call, token } => {
                let token = token.map(|token| Token::parse(token.reveal()));
                let expired = token.is_none_or(|token| !self.server.accepts(token));
                let Some(call) = self.tabs[index].calls.get_mut(&call.0) else {
                    return;
                };
                call.sends += 1;
                call.reply = Some(expired);
                let call = *call;
                if call.sends > 2 {
                    self.broke(Broken::SentThreeTimes);
                }
                if token.map(|token| token.family) != call.family {
                    self.broke(Broken::SentAsSomebodyElse);
                }
            }
            Output::Settle { call, .. } => {
                self.tabs[index].calls.remove(&call.0);
            }
            Output::Exchange { flight, exchange } => {
                let token = presented(&exchange);
                self.check_exchange(index, token);
                self.tabs[index].exchange = Some(Exchange {
                    flight,
                    token,
                    answer: None,
                    passed_by: false,
                });
            }
            Output::CancelExchange { .. } => {
                // The session is ending anyhow.
                self.disturbed = true;
                self.orphan_exchange(index);
            }
            Output::AcquireLock { flight } => {
                self.lock.queue.push_back((index, flight));
                self.give_lock_on();
            }
            Output::StealLock { flight } => {
                if let Some(holder) = self.lock.holder {
                    let robbed = &mut self.tabs[holder.tab];
                    robbed.robbed.push_back(holder.flight);
                    if let Some(exchange) = &mut robbed.exchange {
                        exchange.passed_by = true;
                    }
                    self.stole = true;
                }
                self.lock.holder = Some(Holder {
                    tab: index,
                    flight,
                    told: false,
                });
            }
            Output::ReleaseLock { flight } => self.release(flight),
            Output::ReadShared { purpose } => {
                self.tabs[index].storage.push_back(Operation::Read { purpose });
            }
            Output::Swap {
                purpose,
                expect,
                next,
                write,
            } => {
                self.tabs[index].storage.push_back(Operation::Swap {
                    purpose,
                    expect,
                    next,
                    write,
                });
            }
            Output::Write(write) => self.write(index, write),
            Output::Broadcast(message) => {
                for (other, tab) in self.tabs.iter_mut().enumerate() {
                    if other != index {
                        tab.mail.push_back(message.clone());
                    }
                }
            }
            Output::Event(event) => self.check_event(index, family, &event),
            Output::CallLogout { call, request, .. } => {
                let carried = request.headers.iter().find(|(name, _)| name == "authorization");
                let token = carried.and_then(|(_, value)| value.reveal().strip_prefix("Bearer "));
                let expired = token.is_none_or(|token| !self.server.accepts(Token::parse(token)));
                self.tabs[index].revoking = Some((call, expired));
            }
            Output::Callback { .. } | Output::Session(_) => {}
        }
    }

    /// A write is seen by its own tab at once, and wins over older ones on their way there.
    pub(super) fn write(&mut self, index: usize, write: StoreWrite) {
        let next = match write {
            StoreWrite::Put(session) => {
                if self.ended.contains(&session.id) {
                    self.broke(Broken::EndedSessionStored);
                }
                Stored::Record(session)
            }
            StoreWrite::Remove(session) => match &self.tabs[index].copy {
                Stored::Record(copy) if copy.id == session => Stored::Nothing,
                Stored::Mark(ended, ..) if *ended == session => Stored::Nothing,
                _ => return,
            },
            StoreWrite::End { session, reason, at } => match &self.tabs[index].copy {
                Stored::Record(copy) if copy.id == session => Stored::Mark(session, reason, at),
                _ => return,
            },
        };
        self.store.clone_from(&next);
        for (other, tab) in self.tabs.iter_mut().enumerate() {
            if other == index {
                tab.copy.clone_from(&next);
                tab.seen.clone_from(&next);
                tab.updates.clear();
            } else if tab.updates.back().unwrap_or(&tab.copy) != &next {
                tab.updates.push_back(next.clone());
            }
        }
    }

    /// Nobody waits for it any more; the server may see it all the same.
    pub(super) fn orphan_exchange(&mut self, index: usize) {
        if let Some(exchange) = self.tabs[index].exchange.take()
            && exchange.answer.is_none()
            && !self.orphans.contains(&exchange.token)
        {
            self.orphans.push(exchange.token);
        }
    }

    fn check_exchange(&mut self, index: usize, token: Token) {
        let is_for_logout = self.tabs[index].core.session().is_none();
        if is_for_logout && self.server.family(token).current > token.number {
            // The logout has overtaken another tab's newest tokens. The server ends the session by this reuse, as the user
            // wants.
            self.disturbed = true;
        }
        let others = self.tabs.iter().enumerate().filter(|(other, _)| *other != index);
        let twice = others
            .filter_map(|(_, tab)| tab.exchange.as_ref())
            .any(|exchange| exchange.token == token && !exchange.passed_by && exchange.answer.is_none());
        if twice {
            self.broke(Broken::TokenSpentTwiceAtOnce);
        }
        let successor_stored = self.store.record().is_some_and(|stored| {
            let refresh = stored.tokens.refresh.as_ref();
            let stored = refresh.map(|refresh| Token::parse(refresh.reveal()));
            stored.is_some_and(|stored| stored.family == token.family && stored.number > token.number)
        });
        if successor_stored && !self.stole {
            self.broke(Broken::UsedUpTokenPresented);
        }
        if self.server.accepts(token) {
            self.broke(Broken::NeedlessRefresh);
        }
    }

    fn check_event(&mut self, index: usize, family: Option<u8>, event: &Event) {
        let Some(family) = family else { return };
        let Family { revoked, refused, .. } = self.server.family(Token { family, number: 0 });
        let ends = match event {
            Event::SignedOut { by } => *by == SignedOutBy::Expired,
            Event::LoginRequired { reason } => {
                matches!(reason, LoginReason::RefreshRejected | LoginReason::RefreshExpired)
            }
            _ => false,
        };
        if ends && !refused {
            self.broke(Broken::EndedUnasked);
        }
        match event {
            Event::SignedOut {
                by: SignedOutBy::Expired,
            } if !revoked => {
                self.broke(Broken::EndedForNothing);
            }
            Event::LoginRequired { reason } if *reason != LoginReason::NoSession => {
                if self.tabs[index].told.contains(&family) {
                    self.broke(Broken::EndToldTwice);
                }
                self.tabs[index].told.push(family);
            }
            _ => {}
        }
    }
}

/// The refresh token in an exchange's body.
fn presented(exchange: &exchange::TokenRequest) -> Token {
    let TokenRequestBody::Json(body) = &exchange.body else {
        panic!("a JSON body")
    };
    let token = body
        .field("refresh_token")
        .and_then(Value::as_text)
        .expect("a refresh token");
    Token::parse(token)
}
