//! What the tabs tell each other, by `BroadcastChannel` (R21). Where there is none, `storage`
//! events do the work.

use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use web_sys::BroadcastChannel;

use super::{global::hearer, json};
use crate::core::input::Message;

#[wasm_bindgen(module = "/src/browser/channel.js")]
extern "C" {
    #[wasm_bindgen(js_name = openChannel)]
    fn open(name: &str, heard: JsValue) -> Option<BroadcastChannel>;
    fn post(channel: &BroadcastChannel, data: &JsValue);
    fn close(channel: &BroadcastChannel);
}

/// A channel that is open for as long as it lives.
pub struct Channel(BroadcastChannel);

impl Channel {
    /// Opens it, where there are channels.
    pub fn open(name: &str, heard: impl Fn(Message) + 'static) -> Option<Self> {
        let heard = hearer(move |data| {
            if let Some(message) = Message::from_value(&json::from_js(&data)) {
                heard(message);
            }
        });
        open(name, heard).map(Self)
    }

    /// Tells the other tabs.
    pub fn post(&self, message: &Message) {
        post(&self.0, &json::to_js(&message.to_value()));
    }
}

impl Drop for Channel {
    fn drop(&mut self) {
        close(&self.0);
    }
}
