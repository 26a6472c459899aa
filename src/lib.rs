//! authflight core (map to be written).
#![cfg_attr(not(test), no_std)]
extern crate alloc;
#[forbid(unsafe_code)]
pub mod core;
