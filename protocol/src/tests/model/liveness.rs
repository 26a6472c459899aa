//! I2 as progress: when nothing comes from outside any more, every schedule comes to rest, the
//! unfairest included. In a finite graph that means: the steps that are no whims form no cycle.

use std::collections::{HashMap, HashSet};

use stateright::Model;

use super::{
    bounds::{Bounds, Budget, Sharing},
    world::World,
};

/// Every state that can be reached.
fn reachable(bounds: &Bounds) -> HashSet<World> {
    let mut open = bounds.init_states();
    let mut seen: HashSet<World> = open.iter().cloned().collect();
    while let Some(world) = open.pop() {
        for next in bounds.next_states(&world) {
            if seen.insert(next.clone()) {
                open.push(next);
            }
        }
    }
    seen
}

/// What follows without anything from outside.
fn onward(bounds: &Bounds, world: &World) -> Vec<World> {
    let mut actions = Vec::new();
    bounds.actions(world, &mut actions);
    actions.retain(|action| !action.is_whim());
    actions
        .into_iter()
        .filter_map(|action| bounds.next_state(world, action))
        .collect()
}

/// Takes away, again and again, what leads nowhere but to rest; what is left runs in circles.
fn restless(bounds: &Bounds) -> usize {
    let worlds: Vec<World> = reachable(bounds).into_iter().collect();
    let number: HashMap<&World, usize> = worlds.iter().zip(0..).collect();
    let mut before: Vec<Vec<usize>> = vec![Vec::new(); worlds.len()];
    let mut left: Vec<usize> = vec![0; worlds.len()];
    for (index, world) in worlds.iter().enumerate() {
        for next in onward(bounds, world) {
            before[number[&next]].push(index);
            left[index] += 1;
        }
    }
    let mut at_rest: Vec<usize> = (0..worlds.len()).filter(|index| left[*index] == 0).collect();
    let mut settled = 0;
    while let Some(index) = at_rest.pop() {
        settled += 1;
        for earlier in &before[index] {
            left[*earlier] -= 1;
            if left[*earlier] == 0 {
                at_rest.push(*earlier);
            }
        }
    }
    worlds.len() - settled
}

#[test]
fn every_schedule_comes_to_rest() {
    for budget in [
        Budget {
            requests: 2,
            expiries: 1,
            ..Budget::default()
        },
        Budget {
            requests: 1,
            freezes: 1,
            ..Budget::default()
        },
        Budget {
            requests: 1,
            crashes: 1,
            losses: 1,
            ..Budget::default()
        },
        Budget {
            requests: 1,
            busy: 2,
            refusals: 1,
            ..Budget::default()
        },
        Budget {
            requests: 1,
            logins: 1,
            ..Budget::default()
        },
    ] {
        assert_eq!(restless(&Bounds::new(2, budget)), 0, "{budget:?}");
    }
}

#[test]
fn every_restore_comes_to_rest() {
    for budget in [
        Budget {
            requests: 1,
            busy: 2,
            losses: 1,
            ..Budget::default()
        },
        Budget {
            crashes: 1,
            ..Budget::default()
        },
        Budget {
            freezes: 1,
            refusals: 1,
            ..Budget::default()
        },
    ] {
        for sharing in [Sharing::Marks, Sharing::Messages] {
            let bounds = Bounds::new(2, budget).with_sharing(sharing);
            assert_eq!(restless(&bounds), 0, "{sharing:?} {budget:?}");
        }
    }
}
