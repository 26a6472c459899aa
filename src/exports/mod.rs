//! The seam to the TypeScript layer: configuration in, errors and events out.

pub mod auth;
pub mod hooks;
pub mod tokens;
