//! The invariants I1–I6 of the design, and rules that hold in every state, as properties of the model.

use stateright::{Model, Property};

use super::{
    actions::Action,
    bounds::{Bounds, Budget, Sharing},
    server::Token,
    world::{Broken, Wish, World},
};

impl Model for Bounds {
    type State = World;
    type Action = Action;

    fn init_states(&self) -> Vec<World> {
        vec![World::new(self)]
    }

    fn actions(&self, world: &World, actions: &mut Vec<Action>) {
        world.possible(actions);
    }

    fn next_state(&self, world: &World, action: Action) -> Option<World> {
        let mut next = world.clone();
        next.act(action, self);
        Some(next)
    }

    fn within_boundary(&self, world: &World) -> bool {
        !world.overtaken
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![
            Property::always(
                "I1 one exchange per refresh token at a time",
                |_: &Self, world: &World| world.kept(Broken::TokenSpentTwiceAtOnce),
            ),
            Property::always(
                "I1 no used-up token once its successor is stored",
                |_: &Self, world: &World| world.kept(Broken::UsedUpTokenPresented),
            ),
            Property::always(
                "I1 no reuse seen by the server, unless a reply was lost",
                |_: &Self, world: &World| !world.server.saw_reuse || world.disturbed || world.stole,
            ),
            Property::always("I2 at rest, nothing waits", |_: &Self, world: &World| {
                !world.is_at_rest() || world.nothing_waits()
            }),
            Property::always(
                "I3 nothing is sent as somebody else",
                |_: &Self, world: &World| world.kept(Broken::SentAsSomebodyElse),
            ),
            Property::always("I4 nothing is sent three times", |_: &Self, world: &World| {
                world.kept(Broken::SentThreeTimes)
            }),
            Property::always(
                "I5 no tokens of an ended session are stored",
                |_: &Self, world: &World| world.kept(Broken::EndedSessionStored),
            ),
            Property::always(
                "I5 at rest, no ended session is left anywhere",
                |_: &Self, world: &World| !world.is_at_rest() || world.the_ended_are_gone(),
            ),
            Property::always(
                "I6 no session ends but by the server's or the user's word",
                |_: &Self, world: &World| world.kept(Broken::EndedForNothing),
            ),
            Property::always(
                "R13 no session ends but after a refusal that was heard",
                |_: &Self, world: &World| world.kept(Broken::EndedUnasked),
            ),
            Property::always("I6 an end is told once", |_: &Self, world: &World| {
                world.kept(Broken::EndToldTwice)
            }),
            Property::always(
                "R28 the end of a session that nobody knew is told to nobody",
                |_: &Self, world: &World| world.kept(Broken::EndOfUnknownTold),
            ),
            Property::always(
                "R2 no refresh while the access token is good",
                |_: &Self, world: &World| world.kept(Broken::NeedlessRefresh),
            ),
            Property::always(
                "R9 at rest, what is signed in is the newest wish",
                |_: &Self, world: &World| !world.is_at_rest() || world.the_newest_wish_holds(),
            ),
            Property::always("R21 at rest, the tabs agree", |_: &Self, world: &World| {
                !world.is_at_rest() || world.the_tabs_agree()
            }),
        ]
    }
}

impl Bounds {
    /// Whether a rule holds in a world.
    pub(super) fn rule(name: &str) -> impl Fn(&World) -> bool {
        let bounds = Self::new(0, Budget::default());
        let rule = bounds.properties().into_iter().find(|rule| rule.name == name);
        move |world| rule.as_ref().is_none_or(|rule| (rule.condition)(&bounds, world))
    }
}

impl World {
    fn kept(&self, rule: Broken) -> bool {
        !self.faults.contains(&rule)
    }

    fn nothing_waits(&self) -> bool {
        self.tabs.iter().all(|tab| {
            tab.calls.is_empty()
                && !tab.core.has_open_calls()
                && !tab.core.has_open_claim()
                && !tab.core.has_open_revocations()
                && tab.core.flight_id().is_none()
        })
    }

    fn the_ended_are_gone(&self) -> bool {
        let memories = self.tabs.iter().filter_map(|tab| tab.core.session());
        memories
            .chain(self.store.record())
            .all(|session| !self.ended.contains(&session.id))
    }

    /// A login may have been ended by the server since.
    fn the_newest_wish_holds(&self) -> bool {
        let signed_in = self.ledger.session;
        match self.newest {
            None => true,
            Some(Wish::Logout) => signed_in.is_none(),
            Some(Wish::Login(family)) => self.is_signed_in_with(family),
            Some(Wish::Either(first, second)) => {
                self.is_signed_in_with(first) || self.is_signed_in_with(second)
            }
        }
    }

    fn is_signed_in_with(&self, family: u8) -> bool {
        let token = Token { family, number: 0 };
        match self.ledger.session {
            None => self.server.family(token).revoked,
            Some(session) => session == token.session(),
        }
    }

    fn the_tabs_agree(&self) -> bool {
        if matches!(self.sharing, Sharing::Marks | Sharing::Messages) {
            return self.the_tabs_agree_by_message();
        }
        let stored = self.store.record().map(|stored| (stored.id, &stored.tokens));
        self.ledger.session == self.store.record().map(|stored| stored.id)
            && self
                .tabs
                .iter()
                .all(|tab| tab.core.session().map(|session| (session.id, &session.tokens)) == stored)
    }

    /// A session that was in memory alone may have gone with its last page. A tab whose restore has failed has no tokens.
    fn the_tabs_agree_by_message(&self) -> bool {
        let sessions = || self.tabs.iter().map(|tab| tab.core.session());
        let mut with_tokens = sessions()
            .flatten()
            .filter(|session| session.tokens.access.is_some());
        let first = with_tokens.next();
        let is_same = with_tokens.all(|other| first.is_some_and(|first| first.tokens == other.tokens));
        let ids = || sessions().map(|session| session.map(|session| session.id));
        let is_named = match self.sharing {
            Sharing::Messages => {
                let is_gone = ids().all(|id| id.is_none());
                is_gone || ids().all(|id| id == self.ledger.session)
            }
            _ => ids().all(|id| id == self.ledger.session),
        };
        let is_marked =
            self.sharing != Sharing::Marks || self.store.record().map(|mark| mark.id) == self.ledger.session;
        is_same && is_named && is_marked
    }
}
