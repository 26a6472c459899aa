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
//! 1. `auth.fetch` (`npm/auth-object.ts`, `npm/client.ts`) reads its arguments into a `Template`, and enters the binary by
//!    `exports/auth.rs`.
//! 2. `client/request.rs` finds out where the request goes, and tells the protocol: [`Input::Requested`].
//! 3. The protocol answers with [`Output::Send`], or lets the request wait for the refresh. `client/perform.rs` wakes the
//!    request's own function (`client/calls.rs`), and `browser/template.js` calls fetch when the turn is over.
//! 4. The reply goes to the protocol: [`Input::Replied`]. If it is the answer, the protocol settles the request.
//! 5. If it says that the token has expired, the protocol starts the one refresh (`protocol/src/flight.rs`): lock, re-read,
//!    intent, exchange, commit. `client/perform.rs` carries each of these steps out.
//! 6. The refresh is over: [`Output::Send`] again, once, with the new token, and the reply to that is the answer.
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
