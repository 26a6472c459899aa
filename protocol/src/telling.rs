//! How the application is told: events, warnings, the trace, and the session's snapshot.

use super::{
    Core, Event, Moment, Output,
    event::{Snapshot, Warning},
    input::CallId,
};

impl Core {
    pub(super) fn notify(&mut self, event: Event) {
        if !self.disposed {
            self.emit(Output::Event(event));
        }
    }

    pub(super) fn warn(&mut self, warning: Warning) {
        self.notify(Event::Warning(warning));
    }

    pub(super) fn warn_once(&mut self, warning: Warning) {
        if self.notices.is_first(&warning) {
            self.warn(warning);
        }
    }

    pub(super) fn trace(
        &mut self,
        moment: Moment,
        call: Option<CallId>,
        step: &'static str,
        why: &'static str,
    ) {
        if self.tracing {
            let request = call.map(|call| call.0);
            self.notify(Event::Trace {
                at: moment.now,
                request,
                step,
                why,
            });
        }
    }

    /// Publishes `auth.session` if it has changed.
    pub(super) fn publish_snapshot(&mut self) {
        let tokens = self.session.as_ref().map(|session| &session.tokens);
        let snapshot = Snapshot {
            signed_in: tokens.is_some() && self.restoring.is_none(),
            refreshing: self.flight.is_some(),
            restoring: self.restoring.is_some_and(|restoring| restoring.is_in_doubt),
            access_expires_at: tokens.and_then(|tokens| tokens.access_expires_at),
            refresh_expires_at: tokens.and_then(|tokens| tokens.refresh_expires_at),
            pending: self.calls.pending(),
            revision: self.session.as_ref().map_or(0, |session| session.revision),
            sessions: self.sessions,
            users: self.users,
        };
        if !self.disposed && self.notices.is_changed(snapshot) {
            self.emit(Output::Session(snapshot));
        }
    }
}
