//! A session in which nobody is there any more (R33).
//!
//! There is one clock for all tabs: signs of life anywhere count everywhere, and renewed tokens count for nothing. They reach the
//! other tabs by message, and pages that are loaded later by an entry beside the record.
//!
//! Invariant: the time is looked at before an input is handled, so nothing is sent in a session whose time is over, whatever the
//! machine has slept through.

mod clock;

use super::{
    Core, Event, Input, Moment, Output,
    event::{EndReason, SignedOutBy},
    flight::Flight,
    input::{Message, ReadPurpose},
    moment::EpochMs,
};
use clock::Due;
pub(super) use clock::IdleClock;

impl Core {
    /// Whether [`Input::SignKept`] has to come before the next input. The driver asks this before each input.
    #[must_use]
    pub fn asks_for_sign(&self, now: EpochMs) -> bool {
        let clock = self.idle.as_ref().filter(|_| !self.disposed);
        clock.is_some_and(|clock| clock.asks(self.session.is_some(), now))
    }

    /// When the time has to be looked at.
    pub(super) fn idle_wake(&self) -> Option<EpochMs> {
        let is_running = self.session.is_some() && !self.disposed;
        self.idle.as_ref().filter(|_| is_running)?.next_wake()
    }

    /// The device's clock was set back by so much, in ms.
    pub(super) fn idle_set_back(&mut self, by: i64) {
        let Some(clock) = self.idle.as_mut().filter(|_| !self.disposed) else {
            return;
        };
        if let Some(at) = clock.set_back(by).filter(|_| self.session.is_some()) {
            self.emit(Output::KeepSign { at });
        }
    }

    /// Looks at the time before an input is handled.
    pub(super) fn look_at_idle_time(&mut self, input: &Input, moment: Moment) {
        let now = moment.now;
        let Some(clock) = self.idle.as_mut().filter(|_| !self.disposed) else {
            return;
        };
        let came_back = match input {
            Input::SignKept { at } => clock.read(*at, now),
            Input::MessageReceived(Message::Active { at }) => clock.heard(*at, now),
            _ => false,
        };
        if came_back && self.session.is_some() {
            self.notify(Event::Active {});
        }
        // These say themselves how the session has ended.
        let ends = matches!(
            input,
            Input::MessageReceived(Message::Ended { .. })
                | Input::TombstoneFound { .. }
                | Input::SharedRead {
                    purpose: ReadPurpose::Start,
                    ..
                }
                | Input::Disposed
        );
        if !ends {
            self.idle_due(moment);
        }
    }

    fn idle_due(&mut self, moment: Moment) {
        let Some(clock) = self.idle.as_mut().filter(|_| self.session.is_some()) else {
            return;
        };
        let Some(due) = clock.due(moment.now) else {
            return;
        };
        clock.done(due);
        match due {
            Due::End => self.end_idle_session(moment),
            Due::Warn { ends_at } => self.notify(Event::Idle { ends_at }),
            Due::Share { at } => {
                self.emit(Output::KeepSign { at });
                self.emit(Output::Broadcast(Message::Active { at }));
            }
        }
    }

    /// The user has given a sign of life.
    pub(super) fn sign_of_life(&mut self, moment: Moment) {
        let Some(clock) = self.idle.as_mut().filter(|_| !self.disposed) else {
            return;
        };
        if self.session.is_some() && clock.sign(moment.now) {
            self.notify(Event::Active {});
        }
        self.idle_due(moment);
    }

    /// Somebody logs in here.
    pub(super) fn idle_login(&mut self, moment: Moment) {
        if let Some(clock) = &mut self.idle {
            let at = moment.now;
            clock.sign(at);
            clock.done(Due::Share { at });
            self.emit(Output::KeepSign { at });
            self.emit(Output::Broadcast(Message::Active { at }));
        }
    }

    /// A session becomes the present one.
    pub(super) fn idle_session(&mut self, since: i64, moment: Moment) {
        let clock = self.idle.as_mut();
        if let Some(at) = clock.and_then(|clock| clock.begin(since, moment.now)) {
            self.emit(Output::KeepSign { at });
        }
    }

    /// Whether the time of a session that was found when the page was loaded is over.
    pub(super) fn is_idle_at_start(&self, since: i64, moment: Moment) -> bool {
        let clock = self.idle.as_ref();
        clock.is_some_and(|clock| clock.is_over_at_start(since, moment.now))
    }

    /// The user has been away too long: a logout in all tabs, and he is told why.
    pub(super) fn end_idle_session(&mut self, moment: Moment) {
        let Some(session) = &self.session else { return };
        let newest = self.flight.as_ref().and_then(Flight::unstored_tokens);
        let tokens = newest.unwrap_or(&session.tokens).clone();
        let exchange = self.hand_over_exchange();
        self.end_session(EndReason::Idle, SignedOutBy::Idle, moment);
        self.revoke_idle(tokens, exchange, moment);
    }
}
