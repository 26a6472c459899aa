//! The protocol's own tests: one file per concern, driven by [`harness`], and the model checker.

mod configuration;
mod crossings;
mod dialects;
mod harness;
mod late_logins;
mod model;
mod nonsense;
mod oracle;
mod pace;
mod preparing;
mod races;
mod refresh;
mod refusing;
mod requests;
mod secrecy;
mod slide;
mod store;
mod tabs;
