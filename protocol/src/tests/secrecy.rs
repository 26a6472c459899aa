//! R26: no token, and no part of one, in anything that can be printed.

use super::harness::{Tab, given_tokens, reply, session};
use crate::{
    Input,
    input::{CallId, Message, ReadPurpose},
};

const CANARY: &str = "canary";

fn is_silent(shown: &str) {
    assert!(!shown.contains(CANARY), "{shown}");
}

#[test]
fn nothing_that_can_be_printed_shows_a_token() {
    let body = r#"{"access_token":"canary-a","refresh_token":"canary-r"}"#;
    let session = session("canary-s", 1);
    for input in [
        Input::LoginReplied {
            call: CallId(1),
            reply: reply(200, body),
        },
        Input::TokensGiven {
            call: CallId(1),
            tokens: given_tokens("canary-b"),
        },
        Input::LegacyTokensFound(given_tokens("canary-b")),
        Input::MessageReceived(Message::Tokens(session.clone())),
        Input::StoreChanged {
            before: Some(session.clone()),
            after: Some(session.clone()),
        },
        Input::SharedRead {
            purpose: ReadPurpose::Start,
            record: Some(session),
            ledger: crate::ledger::Ledger::default(),
        },
    ] {
        is_silent(&format!("{input:?}"));
    }
}

#[test]
fn a_whole_life_shows_no_token() {
    for send in ["body:r", "form:r", "query:r", "header:r"] {
        let config = format!(
            r#"{{"refresh":{{"url":"/refresh","send":"{send}"}},"logout":"/logout","retry":{{"base":0}}}}"#
        );
        let mut tab = Tab::restored(&config, session("canary-0", 1));
        tab.feed(Input::Tracing(true));
        tab.expire(1);
        is_silent(&format!("{:?}", tab.core));
        tab.answer(reply(503, r#"{"error":"canary-e"}"#));
        tab.pass(0);
        tab.grant("canary-1");
        tab.reply(1, true);
        tab.feed(Input::TokenRequested { call: CallId(2) });
        tab.log_in("canary-2");
        tab.settle();
        tab.log_out();
        tab.settle();
        is_silent(&format!("{:?}", tab.core));
        is_silent(&format!("{:?}", tab.events));
        is_silent(&format!("{:?}", tab.outputs));
        is_silent(&format!("{:?}", tab.ledger.to_value()));
        assert!(tab.outputs.len() > 20, "there was something to see");
    }
}
