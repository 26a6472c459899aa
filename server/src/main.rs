//! The demo back-end of authflight.
fn main() {}
