//! The shells over the browser, each in the browser itself.
#![cfg(target_arch = "wasm32")]

#[path = "shells/bodies.rs"]
mod bodies;
#[path = "shells/channel.rs"]
mod channel;
#[path = "shells/clock.rs"]
mod clock;
#[path = "shells/cookies.rs"]
mod cookies;
#[path = "shells/ledger.rs"]
mod ledger;
#[path = "shells/locks.rs"]
mod locks;
#[path = "shells/nonsense.rs"]
mod nonsense;
#[path = "shells/page.rs"]
mod page;
#[path = "shells/replies.rs"]
mod replies;
#[path = "shells/store.rs"]
mod store;
#[path = "shells/templates.rs"]
mod templates;
#[path = "shells/timer.rs"]
mod timer;
#[path = "shells/turns.rs"]
mod turns;
#[path = "shells/urls.rs"]
mod urls;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
