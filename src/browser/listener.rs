//! An event listener that goes when it is dropped.

use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::EventTarget;

/// Listens for as long as it lives.
pub struct Listener {
    target: EventTarget,
    name: &'static str,
    handler: Closure<dyn FnMut(JsValue)>,
}

impl Listener {
    /// Starts listening.
    pub fn new(
        target: &EventTarget,
        name: &'static str,
        handler: impl FnMut(JsValue) + 'static,
    ) -> Self {
        let handler = Closure::<dyn FnMut(JsValue)>::new(handler);
        let added = target.add_event_listener_with_callback(name, handler.as_ref().unchecked_ref());
        debug_assert!(added.is_ok(), "event targets take listeners");
        Self { target: target.clone(), name, handler }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let handler = self.handler.as_ref().unchecked_ref();
        // Nothing is to be done about a target that no longer lets go.
        drop(self.target.remove_event_listener_with_callback(self.name, handler));
    }
}
