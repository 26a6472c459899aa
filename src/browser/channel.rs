//! Messages between tabs, by `BroadcastChannel` (R21). Where there is none, `storage` events do the work.

use authflight_protocol::{
    input::Message,
    record::{self, Found},
};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use web_sys::BroadcastChannel;

use super::{
    global::{Listener, listener},
    json,
};

#[wasm_bindgen(module = "/src/browser/channel.js")]
extern "C" {
    #[wasm_bindgen(js_name = openChannel)]
    fn open(name: &str, heard: &JsValue) -> Option<BroadcastChannel>;
    fn post(channel: &BroadcastChannel, data: &JsValue);
    fn close(channel: &BroadcastChannel);
}

/// A channel that is open for as long as it lives.
pub struct Channel {
    channel: BroadcastChannel,
    /// The origin of the back-end that the messages are about.
    origin: String,
    _heard: Listener,
}

impl Channel {
    /// Opens a channel. `None` if the platform has none.
    pub fn open(name: &str, origin: &str, heard: impl Fn(Message) + 'static) -> Option<Self> {
        let own = origin.to_string();
        let heard = listener(move |data| {
            if let Found::Own(message) = record::read(&json::from_js(&data), &own) {
                heard(message);
            }
        });
        Some(Self {
            channel: open(name, heard.as_ref())?,
            origin: origin.to_string(),
            _heard: heard,
        })
    }

    /// Sends a message to the other tabs.
    pub fn post(&self, message: &Message) {
        post(&self.channel, &json::to_js(&record::write(message, &self.origin)));
    }
}

impl Drop for Channel {
    fn drop(&mut self) {
        close(&self.channel);
    }
}
