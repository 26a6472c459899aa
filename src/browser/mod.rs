//! Thin shells over the browser. They move data and never decide. Whether something is absent (in workers, Node, insecure
//! contexts, with blocked storage) is found out here, so that the other modules need not know.
//!
//! Most shells are a JavaScript module with its Rust face beside it: code that only moves JavaScript's own objects around
//! is a tenth of the size there.

pub mod channel;
pub mod clock;
pub mod cookie;
pub mod cutoff;
pub mod global;
pub mod http;
pub mod json;
pub mod ledger;
pub mod locks;
pub mod own_storage;
pub mod store;
pub mod task;
pub mod template;
pub mod timer;

/// The modules that only other shells import. wasm-bindgen copies a module only if a function of it is bound.
mod imported {
    use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

    #[wasm_bindgen(module = "/src/browser/body.js")]
    extern "C" {
        #[wasm_bindgen(js_name = snapshotOf)]
        fn snapshot_of(body: &JsValue) -> JsValue;
    }

    #[wasm_bindgen(module = "/src/browser/input.js")]
    extern "C" {
        #[wasm_bindgen(js_name = isRequest)]
        fn is_request(input: &JsValue) -> bool;
    }

    #[wasm_bindgen(module = "/src/browser/native.js")]
    extern "C" {
        #[wasm_bindgen(js_name = kindOf)]
        fn kind_of(value: &JsValue) -> String;
    }

    #[wasm_bindgen(module = "/src/browser/stream.js")]
    extern "C" {
        #[wasm_bindgen(js_name = isStream)]
        fn is_stream(body: &JsValue) -> bool;
    }
}
