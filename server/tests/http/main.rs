//! The whole server over real connections.

mod bearer;
mod control;
mod dialects;
mod docs;
mod failures;
mod process;
mod resources;
mod site;
mod support;
