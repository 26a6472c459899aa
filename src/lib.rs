//! authflight: one well-proven token refresh for browser apps.
//!
//! # The map
//!
//! | folder | what lives there |
//! |---|---|
//! | `npm/` | the API in TypeScript: it reads arguments and calls the application |
//! | `exports` | what JavaScript sees: configuration in, promises, errors and events out |
//! | `client` | the async driver: one request is one function, outputs are carried out |
//! | `browser` | thin shells over fetch, storage, IndexedDB, locks, channel, timers: they move data and decide nothing |
//! | `protocol/`, a crate of its own | the session protocol: decides everything, touches nothing (sans-IO) |
//!
//! R1 to R34 and I1 to I6 are listed in CONTRIBUTING.md, "The rules of the session"; record, ledger, claim and flight in "The nouns
//! of the store". That page also has the way of a second tab and of a reload.
//!
//! # The one data path
//!
//! `auth.fetch` (`npm/client.ts`) reads its arguments into a `Template` and enters by `exports/auth.rs` → `Client::fetch`
//! (`client/request.rs`) finds out where the request goes, and tells the protocol by [`Input::Requested`] → the protocol
//! answers with [`Output::Send`], or lets the request wait for the flight. `client/perform.rs` completes the oneshot for
//! which the request's function waits (`client/calls.rs`) → the browser's fetch, when the turn is over →
//! [`Input::Replied`] → the protocol settles the request, or starts the one refresh: lock, re-read, intent, exchange,
//! commit (`protocol/src/flight.rs`). Each of these is an output that `client/perform.rs` carries out → [`Output::Send`]
//! again, once → the answer.
//!
//! The TypeScript layer calls the application's functions after the binary has returned (`browser/turn.js`). There are
//! two exceptions: the application's own storage object, if it answers at once, and the getters of a reply that is
//! the application's own. What these start meanwhile waits as well.

// The protocol and the allocator have the unit tests, which run natively. tests/shells.rs runs in browsers.
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

/// Public only because its tests run natively, where nothing else uses it.
#[doc(hidden)]
pub mod allocator;

#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: allocator::SizeClasses<allocator::LinearMemory> =
    allocator::SizeClasses::new(allocator::LinearMemory);

#[cfg(target_arch = "wasm32")]
pub use exports::auth::Auth;
