//! The protocol's own tests: one file per concern, driven by [`harness`], and the model checker.

mod configuration;
mod crossings;
mod dialects;
mod ends;
mod entry;
pub(crate) mod faults;
mod harness;
mod late_logins;
mod logout;
mod model;
mod nonsense;
mod oracle;
mod origins;
mod pace;
pub(crate) mod payload;
mod preparing;
mod probe;
mod races;
mod redirects;
mod refresh;
mod refusing;
mod requests;
mod secrecy;
mod short_lives;
mod slide;
mod store;
mod tabs;
