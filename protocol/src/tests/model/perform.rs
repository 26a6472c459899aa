//! What a core wants, done as a browser would do it; each rule that is about a step is checked
//! here.

use super::{
    bounds::Sharing,
    server::{Family, Token},
    tab::{Exchange, Operation, Stored},
    world::{Broken, Holder, World},
};
use crate::{
    Event, Output,
    event::{LoginReason, SignedOutBy},
    output::StoreWrite,
    own_request::{OwnRequest, OwnRequestBody},
    session::Session,
    value::Value,
};

impl World {
    pub(super) fn perform(&mut self, index: usize, family: Option<u8>, output: Output) {
        match output {
            Output::Send { call, token } => {
                let token = match self.sharing {
                    Sharing::Cookies => Some(self.cookie),
                    _ => token.map(|token| Token::parse(token.reveal())),
                };
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
                    if self.sharing == Sharing::Cookies {
                        self.overtaken = true;
                    }
                    self.broke(Broken::SentAsSomebodyElse);
                }
            }
            Output::Settle { call, .. } => {
                self.tabs[index].calls.remove(&call.0);
            }
            Output::Exchange { flight, request } => {
                let token = match self.sharing {
                    Sharing::Marks | Sharing::Cookies => self.cookie,
                    Sharing::Record | Sharing::Messages => presented(&request),
                };
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
                    let former = &mut self.tabs[holder.tab];
                    former.lock_stolen_from.push_back(holder.flight);
                    if let Some(exchange) = &mut former.exchange {
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
            Output::Callback { .. }
            | Output::LogoutCallback { .. }
            | Output::KeepSign { .. }
            | Output::Session(_) => {}
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
                Stored::Tombstone(ended, ..) if *ended == session => Stored::Nothing,
                _ => return,
            },
            StoreWrite::Tombstone {
                session,
                reason,
                action_no,
            } => match &self.tabs[index].copy {
                Stored::Record(copy) if copy.id == session => Stored::Tombstone(session, reason, action_no),
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
        let newest = match self.sharing {
            Sharing::Record | Sharing::Cookies => self.store.record(),
            // A successor that no tab has any more has gone with its page.
            Sharing::Marks | Sharing::Messages => None,
        };
        let is_successor = |session: &Session| {
            let refresh = session.tokens.refresh.as_ref();
            let other = refresh.map(|refresh| Token::parse(refresh.reveal()));
            other.is_some_and(|other| other.family == token.family && other.number > token.number)
        };
        let is_used_up = newest.into_iter().chain(self.told_tokens()).any(is_successor);
        if is_used_up && !self.stole {
            self.broke(Broken::UsedUpTokenPresented);
        }
        if self.sharing.is_by_cookie() && self.tabs[index].family() != Some(token.family) {
            self.overtaken = true;
        }
        let is_held = match self.sharing {
            Sharing::Record => true,
            Sharing::Cookies => !self.stole,
            Sharing::Marks | Sharing::Messages => self.is_held(token) && !self.stole,
        };
        if self.server.accepts(token) && is_held {
            self.broke(Broken::NeedlessRefresh);
        }
    }

    /// The sessions of the tabs that can tell others of them.
    fn told_tokens(&self) -> impl Iterator<Item = &Session> {
        let by_message = self.sharing == Sharing::Messages;
        let tabs = self.tabs.iter().filter(move |tab| by_message && !tab.frozen);
        tabs.filter_map(|tab| tab.core.session())
    }

    /// Whether a tab that is not frozen has this access token. Where a page was reloaded, it has gone.
    fn is_held(&self, token: Token) -> bool {
        let held = |session: &Session| {
            let access = session.tokens.access.as_ref();
            access.is_some_and(|access| Token::parse(access.reveal()) == token)
        };
        let mut tabs = self.tabs.iter().filter(|tab| !tab.frozen);
        tabs.any(|tab| tab.core.session().is_some_and(held))
    }

    fn check_event(&mut self, index: usize, family: Option<u8>, event: &Event) {
        if matches!(event, Event::SignedIn { .. })
            && let Some(family) = self.tabs[index].family()
        {
            self.tabs[index].known.push(family);
        }
        let Some(family) = family else { return };
        let Family { revoked, refused, .. } = self.server.family(Token { family, number: 0 });
        let ends = match event {
            Event::SignedOut { by } => *by == SignedOutBy::Expired,
            Event::LoginRequired { reason } => {
                matches!(reason, LoginReason::RefreshRejected | LoginReason::RefreshExpired)
            }
            _ => false,
        };
        if ends && !self.tabs[index].known.contains(&family) {
            self.broke(Broken::EndOfUnknownTold);
        }
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
fn presented(request: &OwnRequest) -> Token {
    let OwnRequestBody::Json(body) = &request.body else {
        panic!("a JSON body")
    };
    let token = body
        .field("refresh_token")
        .and_then(Value::as_text)
        .expect("a refresh token");
    Token::parse(token)
}
