//! What the tabs tell each other, by `BroadcastChannel` (R21). Where there is none, `storage`
//! events do the work.

use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use web_sys::BroadcastChannel;

use super::{global::hearer, json};
use crate::core::{
    event::EndReason,
    input::Message,
    session::{Session, SessionId},
    value::Value,
};

#[wasm_bindgen(module = "/src/browser/channel.js")]
extern "C" {
    #[wasm_bindgen(js_name = openChannel)]
    fn open(name: &str, heard: JsValue) -> Option<BroadcastChannel>;
    fn post(channel: &BroadcastChannel, data: &JsValue);
}

/// A channel that is open for as long as it lives.
pub struct Channel(BroadcastChannel);

impl Channel {
    /// Opens it, where there are channels.
    pub fn open(name: &str, mut heard: impl FnMut(Message) + 'static) -> Option<Self> {
        let heard = hearer(move |data| {
            if let Some(message) = read(&json::from_js(&data)) {
                heard(message);
            }
        });
        open(name, heard).map(Self)
    }

    /// Tells the other tabs.
    pub fn post(&self, message: &Message) {
        post(&self.0, &json::to_js(&written(message)));
    }
}

impl Drop for Channel {
    fn drop(&mut self) {
        self.0.close();
    }
}

fn written(message: &Message) -> Value {
    match message {
        Message::Tokens(session) => session.to_value(),
        Message::Ended { session, reason } => {
            let mut value = Value::Object(Vec::new());
            value.put("ended", session.to_value());
            value.put("reason", Value::text(reason.as_str()));
            value
        }
    }
}

fn read(value: &Value) -> Option<Message> {
    let Some(ended) = value.field("ended") else {
        return Session::from_value(value).map(Message::Tokens);
    };
    let reason = EndReason::parse(value.field("reason")?.as_text()?)?;
    Some(Message::Ended {
        session: SessionId::from_value(ended)?,
        reason,
    })
}
