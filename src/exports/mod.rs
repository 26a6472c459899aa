//! The border to the TypeScript layer: configuration comes in, errors and events go out.

pub mod auth;
pub mod hooks;
pub mod tokens;
