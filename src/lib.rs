//! authflight: one well-proven token refresh for browser apps.
//!
//! # The map
//!
//! | folder | what lives there |
//! |---|---|
//! | `protocol/`, a crate of its own | the session protocol: decides everything, touches nothing (sans-IO) |
//! | `browser` | thin shells over fetch, storage, IndexedDB, locks, channel, timers: move data, decide nothing |
//! | `client` | the driver between the two; one request's way; bodies and replay |
//! | `exports` | what JavaScript sees: exports, errors, events, configuration in |
//!
//! # The one data path
//!
//! `auth.fetch` (`exports/auth.rs`) → `Client::fetch` (`client/request.rs`) finds the request's way and asks
//! the protocol by [`Input::Requested`] → the protocol answers by [`Output::Send`], or lets it wait for the
//! flight → the browser's fetch → [`Input::Replied`] → the protocol settles it, or starts the one refresh:
//! lock, re-read, intent, exchange, commit (`protocol/src/flight.rs`), each an output that `client/perform.rs` carries
//! out → [`Output::Send`] again, once → the answer.
//!
//! The application's functions are called by the TypeScript layer, after the binary has returned (`browser/turn.js`). The
//! one exception is its own storage object, which has to answer at once; what it starts meanwhile waits, too.

// The unit tests are the protocol's and run natively; tests/shells.rs is what runs in browsers.
#![cfg(not(all(test, target_arch = "wasm32")))]

#[cfg(doc)]
use authflight_protocol::{Input, Output};

/// Public only for the tests of the shells, which run in browsers.
#[cfg(target_arch = "wasm32")]
#[doc(hidden)]
pub mod browser;
#[cfg(target_arch = "wasm32")]
mod client;
#[cfg(target_arch = "wasm32")]
mod exports;

#[cfg(target_arch = "wasm32")]
mod wipe;

#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: wipe::Wiping<std::alloc::System> = wipe::Wiping(std::alloc::System);

#[cfg(target_arch = "wasm32")]
pub use exports::auth::Auth;
