//! The invariants I1–I6 of the design, as properties of the model.

use stateright::{Model, Property};

use super::{
    actions::Action,
    bounds::{Bounds, Budget},
    world::{Broken, World},
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
            Property::always("I6 an end is told once", |_: &Self, world: &World| {
                world.kept(Broken::EndToldTwice)
            }),
            Property::always(
                "R2 no refresh while the access token is good",
                |_: &Self, world: &World| world.kept(Broken::NeedlessRefresh),
            ),
            Property::always(
                "R9 at rest, the last login that nobody has ended is there",
                |_: &Self, world: &World| !world.is_at_rest() || world.the_last_login_is_there(),
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
                && tab.core.flight_id().is_none()
        })
    }

    fn the_ended_are_gone(&self) -> bool {
        let memories = self.tabs.iter().filter_map(|tab| tab.core.session());
        memories
            .chain(self.store.record())
            .all(|session| !self.ended.contains(&session.id))
    }

    fn the_last_login_is_there(&self) -> bool {
        let last = self.server.families.len() - 1;
        let over =
            self.server.families[last].revoked || self.left.iter().any(|left| usize::from(*left) == last);
        over || self
            .ledger
            .session
            .is_some_and(|session| session.0 == 1_000 + last as u64)
    }

    fn the_tabs_agree(&self) -> bool {
        let stored = self.store.record().map(|stored| (stored.id, &stored.tokens));
        self.ledger.session == self.store.record().map(|stored| stored.id)
            && self
                .tabs
                .iter()
                .all(|tab| tab.core.session().map(|session| (session.id, &session.tokens)) == stored)
    }
}
