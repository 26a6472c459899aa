//! R21: what one tab says, the others hear; nothing else.

use std::{cell::RefCell, rc::Rc};

use authflight::browser::channel::Channel;
use authflight_protocol::{event::EndReason, input::Message, session::SessionId};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_test::wasm_bindgen_test;

use super::page::{ORIGIN, OTHER, session, until};

#[wasm_bindgen(inline_js = r#"
export function say(name) {
  const channel = new BroadcastChannel(name)
  for (const garbage of [null, 1, 'x', [], {}, { v: 2 }, { ended: 'x' }, { ended: 'f', reason: 'x' }, new Date()])
    channel.postMessage(garbage)
  channel.close()
}
"#)]
extern "C" {
    fn say(name: &str);
}

fn listening(name: &str) -> (Channel, Rc<RefCell<Vec<Message>>>) {
    let heard: Rc<RefCell<Vec<Message>>> = Rc::default();
    let into = Rc::clone(&heard);
    let channel = Channel::open(name, ORIGIN, move |message| into.borrow_mut().push(message));
    (channel.expect("every engine of ours has channels"), heard)
}

#[wasm_bindgen_test]
async fn the_other_hears_what_was_said_and_the_speaker_does_not() {
    let ((one, echo), (_two, heard)) = (listening("channel.said"), listening("channel.said"));
    let said = [
        Message::Tokens(session(0xFEED_FACE_CAFE_BEEF, 4)),
        Message::Ended {
            session: Some(SessionId(9)),
            reason: EndReason::Refused,
            action_no: 1_700_000_000_009,
        },
    ];
    for message in &said {
        one.post(message);
    }
    assert!(until(|| heard.borrow().len() == said.len()).await);
    assert_eq!(*heard.borrow(), said);
    assert!(echo.borrow().is_empty());
}

#[wasm_bindgen_test]
async fn garbage_is_not_heard() {
    let (one, (_two, heard)) = (listening("channel.garbage").0, listening("channel.garbage"));
    say("channel.garbage");
    let other = Channel::open("channel.garbage", OTHER, |_| {}).expect("every engine of ours has channels");
    other.post(&Message::Tokens(session(7, 1)));
    let last = Message::Ended {
        session: None,
        reason: EndReason::Logout,
        action_no: 1,
    };
    one.post(&last);
    assert!(until(|| !heard.borrow().is_empty()).await);
    assert_eq!(*heard.borrow(), [last]);
}
