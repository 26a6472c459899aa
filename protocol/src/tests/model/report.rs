//! Runs a model and tells what was found.

use std::time::Instant;

use stateright::{Checker, HasDiscoveries, Model, Path, UniformChooser};

use super::{actions::Action, bounds::Bounds, world::World};

/// What a run has found.
pub(super) struct Found {
    /// The rule that was broken, and the shortest way there.
    pub(super) counter_example: Option<(&'static str, Path<World, Action>)>,
}

/// Explores all states within the bounds, breadth first, until a rule is broken.
pub(super) fn explore(name: &str, bounds: Bounds) -> Found {
    let began = Instant::now();
    // Breadth first is strictly so with one thread: then a counter-example is a shortest one.
    let threads = if bounds.fault.is_some() { 1 } else { 2 };
    let checker = bounds
        .checker()
        .threads(threads)
        .finish_when(HasDiscoveries::AnyFailures)
        .spawn_bfs()
        .join();
    let states = checker.unique_state_count();
    println!(
        "{name}: {states} states, depth {}, {:.2} s",
        checker.max_depth(),
        began.elapsed().as_secs_f32()
    );
    let counter_example = checker.discoveries().into_iter().min_by_key(|(name, _)| *name);
    Found { counter_example }
}

/// Walks at random through bounds too wide to be explored: to a world where nothing can happen any more, and again.
pub(super) fn wander(name: &str, bounds: Bounds, states: usize) -> Found {
    let began = Instant::now();
    let checker = bounds
        .checker()
        .threads(2)
        .finish_when(HasDiscoveries::AnyFailures)
        .target_state_count(states)
        .spawn_simulation(0, UniformChooser)
        .join();
    println!(
        "{name}: {} steps of random walks, depth {}, {:.2} s",
        checker.state_count(),
        checker.max_depth(),
        began.elapsed().as_secs_f32()
    );
    let counter_example = checker.discoveries().into_iter().min_by_key(|(name, _)| *name);
    Found { counter_example }
}

impl Found {
    /// The way to the broken rule, a line a step.
    pub(super) fn tell(&self) -> String {
        let Some((rule, path)) = &self.counter_example else {
            return "nothing found".into();
        };
        let mut text = format!("broken: {rule}\n");
        let holds = Bounds::rule(rule);
        for (step, (world, action)) in path.clone().into_vec().into_iter().enumerate() {
            if step > 0 && !holds(&world) {
                text.push_str(&world.describe());
                break;
            }
            if let Some(action) = action {
                text.push_str(&format!("  {:>2}. {action:?}\n", step + 1));
            }
        }
        text
    }
}

impl World {
    fn describe(&self) -> String {
        let mut text = format!(
            "  store {:?}\n  ledger {:?}\n  lock {:?}\n  families {:?}\n",
            self.store
                .record()
                .map(|stored| (stored.id.0, stored.generation, stored.revision)),
            self.ledger,
            self.lock,
            self.server.families
        );
        for (index, tab) in self.tabs.iter().enumerate() {
            let session = tab.core.session();
            text.push_str(&format!(
                "  tab {index}: session {:?}, flight {:?}, calls {:?}, mail {}, updates {}\n",
                session.map(|session| (session.id.0, session.generation, session.revision)),
                tab.core.flight_place(),
                tab.calls,
                tab.mail.len(),
                tab.updates.len()
            ));
        }
        text
    }
}
