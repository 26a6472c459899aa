//! The shells over the browser, each in the browser itself.
#![cfg(target_arch = "wasm32")]

#[path = "shells/bodies.rs"]
mod bodies;
#[path = "shells/channel.rs"]
mod channel;
#[path = "shells/ledger.rs"]
mod ledger;
#[path = "shells/locks.rs"]
mod locks;
#[path = "shells/page.rs"]
mod page;
#[path = "shells/store.rs"]
mod store;
#[path = "shells/timer.rs"]
mod timer;
#[path = "shells/urls.rs"]
mod urls;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
