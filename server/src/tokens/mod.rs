//! The two kinds of tokens. Neither implements `Debug`, so that no token is logged by accident.

pub mod access;
pub mod jwt;
pub mod refresh;

pub use access::AccessClaims;
pub use jwt::Jwts;
pub use refresh::{RefreshClaims, RefreshForm, RefreshToken};
