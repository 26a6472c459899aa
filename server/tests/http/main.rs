//! The whole server over real connections.

mod bearer;
mod bearer_refresh;
mod control;
mod cookies;
mod dialects;
mod docs;
mod failures;
mod graphql;
mod jar;
mod pair;
mod process;
mod resources;
mod revocation;
mod self_renewing;
mod site;
mod support;
