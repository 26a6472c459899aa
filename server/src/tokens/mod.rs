//! The two kinds of tokens. Neither has a `Debug`: no token gets into a log.

pub mod access;
pub mod refresh;

pub use access::{AccessClaims, AccessTokens};
pub use refresh::RefreshToken;
