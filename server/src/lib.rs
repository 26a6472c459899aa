//! The demo back-end of authflight.
//!
//! The one path of a request: [`serve`] → [`cors`] → a [`dialect`]'s routes → [`passage`] (holds, ordered failures,
//! latency) → [`sessions`] → [`store`] → the dialect's reply. [`resource`]s stand behind the dialect's token check.
//! [`control`] changes what [`app`] shares: [`settings`], [`failures`], [`holds`]; and reads [`counters`] and the
//! [`journal`]. [`docs`] describes all of it.

pub mod app;
pub mod call;
pub mod clock;
pub mod control;
pub mod cors;
pub mod counters;
pub mod dialect;
pub mod docs;
pub mod failures;
pub mod flags;
pub mod holds;
pub mod journal;
pub mod limit;
pub mod passage;
pub mod reply;
pub mod resource;
pub mod serve;
pub mod sessions;
pub mod settings;
pub mod site;
pub mod start;
pub mod store;
pub mod target;
pub mod tokens;
