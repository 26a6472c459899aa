//! What can happen next.

use super::{
    bounds::Sharing,
    tab::{Operation, Tab},
    world::World,
};
use crate::{
    flight::probe::Place,
    input::{Message, ReadPurpose},
};

/// One step of the world.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Action {
    /// A request is made.
    Request(usize),
    /// The reply to one arrives.
    Reply(usize, u32),
    /// The same, with a newer access token in a header.
    Slide(usize, u32),
    /// Another tab's write becomes visible.
    SeeUpdate(usize),
    /// Another tab's message arrives.
    HearMail(usize),
    /// The same, and it will arrive once more.
    HearMailTwice(usize),
    /// The next storage operation is done, or its answer heard.
    Operate(usize),
    /// The same, long after.
    OperateLate(usize),
    /// The lock's holder learns that it is.
    TakeLock(usize),
    /// A former holder learns that it is no more.
    LoseLock(usize),
    /// The refresh reaches the server.
    Serve(usize),
    /// The refresh reaches a server that is busy.
    ServeBusy(usize),
    /// The refresh reaches a server that has revoked the family.
    ServeRefusal(usize),
    /// A refresh that nobody waits for reaches the server.
    ServeOrphan(usize),
    /// The answer to the refresh arrives.
    HearAnswer(usize),
    /// The refresh, or its answer, gets lost.
    LoseAnswer(usize),
    /// A deadline passes.
    Wake(usize),
    /// A timer fires that was due while the tab slept.
    WakeLate(usize),
    /// The access token of a family expires.
    Expire(usize),
    /// A request is made whose body is still being read.
    Prepare(usize),
    /// That body has been read.
    ReadBody(usize, u32),
    /// The user logs in.
    LogIn(usize),
    /// The user asks for a login.
    StartLogin(usize),
    /// The user asks for one in the same millisecond as for the last.
    StartTwin(usize),
    /// The reply to it arrives.
    AnswerLogin(usize, u32),
    /// The user logs out.
    LogOut(usize),
    /// The logout endpoint's reply arrives.
    HearLogout(usize),
    /// The tab crashes, or is reloaded.
    Crash(usize),
    /// The tab stops.
    Freeze(usize),
    /// The tab goes on.
    Thaw(usize),
}

impl Action {
    /// Whether it comes from outside. A world in which nothing else can happen is at rest.
    pub(super) fn is_whim(self) -> bool {
        matches!(
            self,
            Self::Request(_)
                | Self::Slide(..)
                | Self::HearMailTwice(_)
                | Self::ServeBusy(_)
                | Self::ServeRefusal(_)
                | Self::ServeOrphan(_)
                | Self::LoseAnswer(_)
                | Self::WakeLate(_)
                | Self::Expire(_)
                | Self::Prepare(_)
                | Self::LogIn(_)
                | Self::StartLogin(_)
                | Self::StartTwin(_)
                | Self::LogOut(_)
                | Self::Crash(_)
                | Self::Freeze(_)
        )
    }
}

impl World {
    pub(super) fn is_at_rest(&self) -> bool {
        let mut actions = Vec::new();
        self.possible(&mut actions);
        actions.into_iter().all(Action::is_whim)
    }

    pub(super) fn possible(&self, actions: &mut Vec<Action>) {
        let budget = self.budget;
        for (index, tab) in self.tabs.iter().enumerate() {
            if let Some(exchange) = &tab.exchange
                && exchange.answer.is_none()
            {
                actions.push(Action::Serve(index));
                if budget.busy > 0 {
                    actions.push(Action::ServeBusy(index));
                }
                if budget.refusals > 0 {
                    actions.push(Action::ServeRefusal(index));
                }
            }
            if budget.crashes > 0 {
                actions.push(Action::Crash(index));
            }
            if tab.frozen {
                actions.push(Action::Thaw(index));
            } else {
                self.possible_in(index, actions);
            }
        }
        for index in 0..self.orphans.len() {
            actions.push(Action::ServeOrphan(index));
        }
        if budget.expiries > 0 {
            for (index, family) in self.server.families.iter().enumerate() {
                if family.fresh && !family.revoked {
                    actions.push(Action::Expire(index));
                }
            }
        }
    }

    fn possible_in(&self, index: usize, actions: &mut Vec<Action>) {
        let (tab, budget) = (&self.tabs[index], self.budget);
        let signed_in = tab.core.session().is_some();
        for (call, state) in &tab.calls {
            if state.preparing {
                actions.push(Action::ReadBody(index, *call));
            }
            if state.reply.is_some() {
                actions.push(Action::Reply(index, *call));
                if budget.slides > 0 && state.reply == Some(false) {
                    actions.push(Action::Slide(index, *call));
                }
            }
        }
        if !tab.updates.is_empty() {
            actions.push(Action::SeeUpdate(index));
        }
        if !tab.mail.is_empty() {
            actions.push(Action::HearMail(index));
            if budget.repeats > 0 {
                actions.push(Action::HearMailTwice(index));
            }
        }
        if let Some(operation) = tab.storage.front() {
            // Whether a holder is frozen is judged by the clock: here, only when it is.
            let judges = tab.core.flight_place() == Some(Place::CheckingHolder)
                && matches!(
                    operation,
                    Operation::Read {
                        purpose: ReadPurpose::Flight(_)
                    }
                );
            if judges && self.is_held_frozen(index) {
                actions.push(Action::OperateLate(index));
            } else {
                actions.push(Action::Operate(index));
            }
        }
        if self
            .lock
            .holder
            .is_some_and(|holder| holder.tab == index && !holder.told)
        {
            actions.push(Action::TakeLock(index));
        }
        if !tab.lock_stolen_from.is_empty() {
            actions.push(Action::LoseLock(index));
        }
        if let Some(exchange) = &tab.exchange {
            if exchange.answer.is_some() {
                actions.push(Action::HearAnswer(index));
            }
            if budget.losses > 0 {
                actions.push(Action::LoseAnswer(index));
            }
        }
        if self.may_wake(index) {
            actions.push(Action::Wake(index));
        }
        if tab.late {
            actions.push(Action::WakeLate(index));
        }
        if budget.requests > 0 && signed_in {
            actions.push(Action::Request(index));
        }
        if budget.streams > 0 {
            actions.push(Action::Prepare(index));
        }
        if budget.logins > 0 && self.may_log_in() {
            actions.push(Action::LogIn(index));
        }
        if budget.late_logins > 0 && self.may_log_in() {
            actions.push(Action::StartLogin(index));
        }
        if budget.twins > 0 && self.may_log_in() && self.last_was_login {
            actions.push(Action::StartTwin(index));
        }
        if tab.revoking.is_some() {
            actions.push(Action::HearLogout(index));
        }
        for call in tab.logins.keys().filter(|_| self.may_log_in()) {
            actions.push(Action::AnswerLogin(index, *call));
        }
        // With nobody signed in and no login under way anywhere, it would change nothing.
        if budget.logouts > 0 && (signed_in || self.is_anybody_there()) {
            actions.push(Action::LogOut(index));
        }
        if budget.freezes > 0 && tab.core.flight_id().is_some() {
            actions.push(Action::Freeze(index));
        }
    }

    fn tells_by_message(&self) -> bool {
        matches!(self.sharing, Sharing::Marks | Sharing::Messages)
    }

    /// The reply to an exchange that is overtaken by a login would bring the old session's cookie back.
    fn may_log_in(&self) -> bool {
        !self.sharing.is_by_cookie()
            || (self.orphans.is_empty() && self.tabs.iter().all(|tab| tab.exchange.is_none()))
    }

    /// No message with tokens is on its way to this tab, and nobody is about to send one.
    fn has_heard_all(&self, index: usize) -> bool {
        let is_about_to_tell = |tab: &Tab| {
            let commits = tab.core.flight_place() == Some(Place::Committing);
            !tab.frozen && (commits || tab.mail.contains(&Message::Asked))
        };
        self.tabs[index].mail.is_empty() && !self.tabs.iter().any(is_about_to_tell)
    }

    fn is_anybody_there(&self) -> bool {
        self.tabs
            .iter()
            .any(|tab| tab.core.session().is_some() || !tab.logins.is_empty())
    }

    /// A tab that is not frozen is about to hear from the server, or to store what it heard: the
    /// patience with a holder whose lock was stolen is longer than that.
    fn is_served_elsewhere(&self, index: usize) -> bool {
        let spending = self.ledger.intent.map(|intent| intent.flight);
        self.tabs.iter().enumerate().any(|(other, tab)| {
            other != index
                && !tab.frozen
                && spending.is_some()
                && tab.core.flight_id() == spending
                && matches!(
                    tab.core.flight_place(),
                    Some(Place::Intending | Place::Exchanging | Place::Committing)
                )
        })
    }

    /// Whether the flight's deadline may pass now.
    fn may_wake(&self, index: usize) -> bool {
        let tab = &self.tabs[index];
        match tab.core.flight_place() {
            Some(Place::BackingOff) => true,
            // Messages are faster than the patience with them.
            Some(Place::AskingTabs) => self.has_heard_all(index),
            // Propagation is faster than the bound.
            Some(Place::CatchingUp) => {
                (!self.tells_by_message() || self.has_heard_all(index))
                    && tab.updates.is_empty()
                    && tab.storage.is_empty()
                    && tab.lock_stolen_from.is_empty()
                    && !(tab.core.has_stolen() && self.is_served_elsewhere(index))
            }
            Some(Place::Locking) if self.lock.holder.is_some() => self.is_held_frozen(index),
            // A lease: somebody else's is looked at again once it has changed.
            Some(Place::Locking) => !self.lock.queue.iter().any(|(waiting, _)| *waiting == index),
            _ => false,
        }
    }
}
