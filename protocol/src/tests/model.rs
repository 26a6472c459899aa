//! The model checker: the real core as two or three tabs that share a ledger, a lock, a server
//! and a store whose writes reach the other tabs late (R18), in every order within bounds.
//!
//! What is assumed, and nothing else:
//! - The ledger's transactions are atomic; a tab's storage operations are answered in order.
//! - All copies of the store end alike: a tab's own write wins over older ones still on their way.
//! - A catch-up deadline passes only after the updates on their way to that tab have arrived:
//!   propagation is faster than the bound.
//! - A holder counts as frozen only when it is. Storage answers within its deadline.
//! - Messages arrive in order per sender, any time later. Where tokens travel by message alone, an answer to a question
//!   comes within the patience with it.
//! - A cookie is kept as soon as the server has replied, and it is that of the session in whose name it is presented: no
//!   client can tell whose cookie the browser has while a login and a refresh overtake each other.
//! - Two logins are some milliseconds apart, or begin in the same one, on clocks that agree.
//!
//! Time stands still: cool-downs have passed at the next step, and a deadline is a step like any
//! other. `AUTHFLIGHT_MODEL=deep` explores wider bounds, and walks further through the widest.

mod act;
mod actions;
mod bounds;
mod checks;
mod checks_of_restores;
mod liveness;
mod perform;
mod report;
mod rules;
mod server;
mod tab;
mod world;
