//! The two kinds of tokens. Neither implements `Debug`, so that no token is logged by accident.

pub mod access;
pub mod refresh;

pub use access::{AccessClaims, AccessTokens};
pub use refresh::RefreshToken;
