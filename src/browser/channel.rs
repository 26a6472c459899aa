//! What the tabs tell each other, by `BroadcastChannel` (R21). Where there is none, `storage`
//! events do the work.

use wasm_bindgen::JsCast;
use web_sys::{BroadcastChannel, EventTarget, MessageEvent};

use super::{global, json, listener::Listener};
use crate::core::{
    event::EndReason,
    input::Message,
    session::{Session, SessionId},
    value::Value,
};

/// A channel that is open for as long as it lives.
pub struct Channel {
    channel: BroadcastChannel,
    _listener: Listener,
}

impl Channel {
    /// Opens it, where there are channels.
    pub fn open(name: &str, mut heard: impl FnMut(Message) + 'static) -> Option<Self> {
        global::global("BroadcastChannel")?;
        let channel = BroadcastChannel::new(name).ok()?;
        let target: &EventTarget = channel.as_ref();
        let listener = Listener::new(target, "message", move |event| {
            let data = event.unchecked_into::<MessageEvent>().data();
            if let Some(message) = read(&json::from_js(&data)) {
                heard(message);
            }
        });
        Some(Self { channel, _listener: listener })
    }

    /// Tells the other tabs.
    pub fn post(&self, message: &Message) {
        // A closed channel throws; then nobody is left to be told.
        drop(self.channel.post_message(&json::to_js(&written(message))));
    }
}

impl Drop for Channel {
    fn drop(&mut self) {
        self.channel.close();
    }
}

fn written(message: &Message) -> Value {
    match message {
        Message::Tokens(session) => session.to_value(),
        Message::Ended { session, reason } => {
            let mut value = Value::Null;
            value.set("ended", session.to_value());
            value.set("reason", Value::Text(reason.as_str().to_string()));
            value
        }
    }
}

fn read(value: &Value) -> Option<Message> {
    let Some(ended) = value.field("ended") else {
        return Session::from_value(value).map(Message::Tokens);
    };
    let reason = EndReason::parse(value.field("reason")?.as_text()?)?;
    Some(Message::Ended { session: SessionId::from_value(ended)?, reason })
}
