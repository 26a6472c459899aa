//! How each step changes the world.

use super::{
    actions::Action,
    bounds::Bounds,
    server::{Answer, Token},
    tab::{Call, Operation, Stored, Tab},
    world::{Wish, World},
};
use crate::{Input, input::CallId, reply::Reply, tests::harness::reply};

/// When deadlines are, and later than all of them.
pub(super) const DUE: i64 = 1;
pub(super) const LATE: i64 = 1_000_000;
/// Between two wishes, in milliseconds: more than the steps by which a revision makes way for another.
const PACE: i64 = 100;
const LOGIN: u32 = 81;
/// Late logins are numbered from here.
const LATE_LOGIN: u32 = 90;
const LOGOUT: CallId = CallId(80);

impl World {
    pub(super) fn act(&mut self, action: Action, bounds: &Bounds) {
        match action {
            Action::Request(index) => {
                self.budget.requests -= 1;
                self.request(index, true);
            }
            Action::Reply(index, call) => self.reply(index, call, None),
            Action::Slide(index, call) => self.slide(index, call),
            Action::SeeUpdate(index) => self.see_update(index),
            Action::HearMail(index) => {
                if let Some(message) = self.tabs[index].mail.pop_front() {
                    self.feed(index, Input::MessageReceived(message), 0);
                }
            }
            Action::HearMailTwice(index) => {
                self.budget.repeats -= 1;
                if let Some(message) = self.tabs[index].mail.front().cloned() {
                    self.feed(index, Input::MessageReceived(message), 0);
                }
            }
            Action::Operate(index) => self.operate(index, false),
            Action::OperateLate(index) => self.operate(index, true),
            Action::TakeLock(index) => {
                if let Some(holder) = &mut self.lock.holder {
                    holder.told = true;
                    let flight = holder.flight;
                    self.feed(index, Input::LockGranted { flight }, 0);
                }
            }
            Action::LoseLock(index) => {
                if let Some(flight) = self.tabs[index].lock_stolen_from.pop_front() {
                    self.feed(index, Input::LockStolen { flight }, 0);
                }
            }
            Action::Serve(index) => self.serve(index, bounds, None),
            Action::ServeBusy(index) => {
                self.budget.busy -= 1;
                self.serve(index, bounds, Some(Answer::Busy));
            }
            Action::ServeRefusal(index) => {
                self.budget.refusals -= 1;
                self.serve(index, bounds, Some(Answer::Refused));
            }
            Action::ServeOrphan(orphan) => {
                let token = self.orphans.remove(orphan);
                let answer = self.server.refresh(token, bounds.grace);
                self.keep_cookie(answer);
            }
            Action::HearAnswer(index) => {
                if let Some(exchange) = self.tabs[index].exchange.take()
                    && let Some(answer) = exchange.answer
                {
                    if answer == Answer::Refused {
                        self.server.family_mut(exchange.token).refused = true;
                    }
                    let (flight, reply) = (exchange.flight, answer.reply(self.sharing));
                    self.feed(index, Input::ExchangeReplied { flight, reply }, 0);
                }
            }
            Action::LoseAnswer(index) => {
                self.budget.losses -= 1;
                self.disturbed = true;
                if let Some(exchange) = self.tabs[index].exchange.take() {
                    if exchange
                        .answer
                        .is_some_and(|answer| answer == Answer::Granted(self.cookie))
                    {
                        // The cookie was in the reply.
                        self.cookie = exchange.token;
                    }
                    self.feed(
                        index,
                        Input::ExchangeFailed {
                            flight: exchange.flight,
                            sent: true,
                        },
                        0,
                    );
                }
            }
            Action::Wake(index) => self.feed(index, Input::Woke, DUE),
            Action::WakeLate(index) => {
                self.tabs[index].late = false;
                self.feed(index, Input::Woke, 0);
            }
            Action::Expire(family) => {
                self.budget.expiries -= 1;
                self.server.families[family].fresh = false;
            }
            Action::Prepare(index) => {
                self.budget.streams -= 1;
                self.request(index, false);
            }
            Action::ReadBody(index, call) => {
                if let Some(state) = self.tabs[index].calls.get_mut(&call) {
                    state.preparing = false;
                }
                self.feed(index, Input::BodyRead { call: CallId(call) }, 0);
            }
            Action::LogIn(index) => {
                self.budget.logins -= 1;
                let token = self.wish_login();
                self.answer_login(index, LOGIN, token);
            }
            Action::StartLogin(index) => {
                self.budget.late_logins -= 1;
                let token = self.wish_login();
                self.start_login(index, token);
            }
            Action::StartTwin(index) => {
                self.budget.twins -= 1;
                let token = self.server.login();
                self.newest = match self.newest {
                    Some(Wish::Login(first)) => Some(Wish::Either(first, token.family)),
                    _ => None,
                };
                self.start_login(index, token);
            }
            Action::AnswerLogin(index, call) => {
                if let Some(token) = self.tabs[index].logins.remove(&call) {
                    self.answers += 1;
                    self.answer_login(index, call, token);
                }
            }
            Action::LogOut(index) => {
                self.budget.logouts -= 1;
                self.wish(Wish::Logout);
                self.feed_now(index, Input::LogoutRequested { call: LOGOUT });
            }
            Action::HearLogout(index) => {
                if let Some((call, expired)) = self.tabs[index].revoking.take() {
                    let reply = Some(reply(if expired { 401 } else { 204 }, ""));
                    self.feed(index, Input::LogoutReplied { call, reply, expired }, 0);
                }
            }
            Action::Crash(index) => self.crash(index, bounds),
            Action::Freeze(index) => {
                self.budget.freezes -= 1;
                self.tabs[index].frozen = true;
            }
            Action::Thaw(index) => {
                self.tabs[index].frozen = false;
                self.tabs[index].late = true;
                self.tabs[index].thawed = true;
            }
        }
    }

    fn request(&mut self, index: usize, ready: bool) {
        let tab = &mut self.tabs[index];
        let call = (0..).find(|call| !tab.calls.contains_key(call)).unwrap_or(0);
        tab.calls.insert(
            call,
            Call {
                family: tab.family(),
                sends: 0,
                preparing: !ready,
                reply: None,
            },
        );
        let call = CallId(call);
        self.feed(
            index,
            Input::Requested {
                call,
                route_hash: 0,
                ready,
            },
            0,
        );
    }

    fn reply(&mut self, index: usize, call: u32, sliding: Option<Reply>) {
        let Some(state) = self.tabs[index].calls.get_mut(&call) else {
            return;
        };
        if let Some(expired) = state.reply.take() {
            self.feed(
                index,
                Input::Replied {
                    call: CallId(call),
                    expired,
                    sliding,
                },
                0,
            );
        }
    }

    fn slide(&mut self, index: usize, call: u32) {
        let Some(family) = self.tabs[index].calls.get(&call).and_then(|state| state.family) else {
            return self.reply(index, call, None);
        };
        let number = self.server.families[usize::from(family)].current;
        let token = Token { family, number };
        let reply = token.slid_reply(self.budget.slides);
        self.budget.slides -= 1;
        self.reply(index, call, Some(reply));
    }

    fn see_update(&mut self, index: usize) {
        let tab = &mut self.tabs[index];
        let Some(after) = tab.updates.pop_front() else {
            return;
        };
        tab.copy.clone_from(&after);
        let before = std::mem::replace(&mut tab.seen, after.clone());
        if before == after {
            return;
        }
        let input = match after {
            Stored::Tombstone(session, reason, action_no) => Input::TombstoneFound {
                session,
                reason,
                action_no,
            },
            _ => Input::StoreChanged {
                before: before.record().cloned(),
                after: after.record().cloned(),
            },
        };
        self.feed(index, input, 0);
    }

    /// Does the next storage operation.
    pub(super) fn operate(&mut self, index: usize, late: bool) {
        let now = if late { LATE } else { 0 };
        match self.tabs[index].storage.pop_front() {
            Some(Operation::Read { purpose }) => {
                let (record, ledger) = (self.tabs[index].copy.record().cloned(), self.ledger.clone());
                self.feed(
                    index,
                    Input::SharedRead {
                        purpose,
                        record,
                        ledger,
                    },
                    now,
                );
            }
            Some(Operation::Swap {
                purpose,
                expect,
                next,
                write,
            }) => {
                if !self.tabs[index].core.wants(purpose) {
                    return;
                }
                let won = expect.is_met_by(&self.ledger);
                if won {
                    if let Some((ended, _)) = next.ended
                        && !self.ended.contains(&ended)
                    {
                        self.ended.push(ended);
                    }
                    self.ledger = next;
                    if let Some(write) = write {
                        self.write(index, write);
                    }
                }
                let (record, ledger) = (self.tabs[index].copy.record().cloned(), self.ledger.clone());
                let answer = Operation::Swapped {
                    purpose,
                    won,
                    record,
                    ledger,
                };
                self.tabs[index].storage.push_front(answer);
            }
            Some(Operation::Swapped {
                purpose,
                won,
                record,
                ledger,
            }) => {
                self.feed(
                    index,
                    Input::Swapped {
                        purpose,
                        won,
                        record,
                        ledger,
                    },
                    now,
                );
            }
            None => {}
        }
    }

    fn serve(&mut self, index: usize, bounds: &Bounds, instead: Option<Answer>) {
        let Some(token) = self.tabs[index].exchange.as_ref().map(|exchange| exchange.token) else {
            return;
        };
        let answer = match instead {
            Some(Answer::Refused) => {
                self.server.family_mut(token).revoked = true;
                Answer::Refused
            }
            Some(answer) => answer,
            None => self.server.refresh(token, bounds.grace),
        };
        self.keep_cookie(answer);
        if let Some(exchange) = &mut self.tabs[index].exchange {
            exchange.answer = Some(answer);
        }
    }

    /// The browser takes cookies before the page hears of the reply.
    fn keep_cookie(&mut self, answer: Answer) {
        if let Answer::Granted(token) = answer {
            self.cookie = token;
        }
    }

    fn wish(&mut self, wish: Wish) {
        self.wishes += 1;
        self.answers = 0;
        self.last_was_login = matches!(wish, Wish::Login(_));
        self.newest = Some(wish);
    }

    fn wish_login(&mut self) -> Token {
        let token = self.server.login();
        self.wish(Wish::Login(token.family));
        token
    }

    fn start_login(&mut self, index: usize, token: Token) {
        let logins = &mut self.tabs[index].logins;
        let call = (LATE_LOGIN..)
            .find(|call| !logins.contains_key(call))
            .unwrap_or(LATE_LOGIN);
        logins.insert(call, token);
        self.feed_now(
            index,
            Input::LoginStarted {
                call: CallId(call),
                until_closed: false,
            },
        );
    }

    fn answer_login(&mut self, index: usize, call: u32, token: Token) {
        self.cookie = token;
        let (call, reply) = (CallId(call), token.reply(self.sharing));
        self.feed_now(index, Input::LoginReplied { call, reply });
    }

    /// Clocks on one device agree: a later wish has a later time.
    fn feed_now(&mut self, index: usize, input: Input) {
        let now = LATE + i64::from(self.wishes) * PACE + i64::from(self.answers) - self.tabs[index].began();
        self.feed(index, input, now);
    }

    /// The tab is gone with all that was under way in it, and reloaded.
    fn crash(&mut self, index: usize, bounds: &Bounds) {
        self.budget.crashes -= 1;
        self.disturbed = true;
        if !self.tabs[index].logins.is_empty() {
            // The newest wish may have gone with the tab.
            self.newest = None;
        }
        self.orphan_exchange(index);
        let flights = self.tabs[index].flights;
        self.lock.queue.retain(|(tab, _)| *tab != index);
        if self.lock.holder.is_some_and(|holder| holder.tab == index) {
            self.lock.holder = None;
        }
        self.tabs[index] = Tab {
            flights,
            ..Tab::loaded(bounds.core(), self.store.clone())
        };
        self.give_lock_on();
    }
}
