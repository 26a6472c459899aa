//! The demo back-end of authflight.
//!
//! The path of a request: [`serve`] → [`cors`] → the routes of a dialect ([`mount`]) → [`exchange`] or [`resource`] →
//! [`passage`] (holds, ordered failures, latency) → [`sessions`] → [`store`]. The reply is written by the [`dialect`]. A
//! resource is behind the check of the access token. [`forgery`] finds the calls of strange pages. [`control`] changes
//! the shared [`state`]: [`settings`], [`failures`] and [`holds`]. It reads [`counters`] and the [`journal`]. [`docs`]
//! describes all of it.
//!
//! Imports go one way: [`start`] → [`router`] → handlers → [`state`] → the parts of the state. No two files import each
//! other; `tests/scripts/server-imports.test.mjs` checks that.

pub mod call;
pub mod clock;
pub mod control;
pub mod cors;
pub mod counters;
pub mod dialect;
pub mod docs;
pub mod exchange;
pub mod failures;
pub mod flags;
pub mod forgery;
pub mod holds;
pub mod journal;
pub mod limit;
pub mod mount;
pub mod orders;
pub mod passage;
pub mod reply;
pub mod resource;
pub mod router;
pub mod serve;
pub mod sessions;
pub mod settings;
pub mod site;
pub mod source;
pub mod start;
pub mod state;
pub mod store;
pub mod target;
pub mod tokens;
